package dev.adjoint.ops.formula;

/// What a [Formula] stands for in one lane.
public enum Kind {
  /// A number of the arithmetic dtype: a float or double, or an int or long where a formula runs on integers.
  VALUE,
  /// A truth value: what comparisons give and [Formula#select] takes.
  MASK,
  /// An integer as wide as the arithmetic dtype (32 bits beside FLOAT32, 64 beside FLOAT64), wrapping around:
  /// the bits of a value, and what is computed from them.
  INT
}
