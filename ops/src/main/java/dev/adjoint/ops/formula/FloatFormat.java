package dev.adjoint.ops.formula;

import dev.adjoint.core.DType;

/// What the elementary functions must know of a binary format of IEEE 754, and the idioms that depend on it.
enum FloatFormat {
  FLOAT32(23, 127),
  FLOAT64(52, 1023);

  /// The number of bits after the leading one.
  final int fraction;
  /// What is added to an exponent to store it.
  final int bias;

  FloatFormat(int fraction, int bias) {
    this.fraction = fraction;
    this.bias = bias;
  }

  static FloatFormat of(DType dtype) {
    return dtype == DType.FLOAT32 ? FLOAT32 : FLOAT64;
  }

  /// The one of two numbers that belongs to this format.
  double choose(double float32, double float64) {
    return this == FLOAT32 ? float32 : float64;
  }

  /// The smallest positive normal number.
  double minNormal() {
    return Math.scalb(1.0, 1 - bias);
  }

  /// 1.5 · 2^fraction + `offset`. Added to a number of moderate size, it leaves in the lowest bits of the sum
  /// the nearest integer plus `offset`; subtracted again, it leaves that integer as a number.
  double rounder(int offset) {
    return Math.scalb(1.5, fraction) + offset;
  }

  /// The bits of a number of this format.
  Formula bits(double value) {
    return Formula.integer(
        this == FLOAT32 ? Float.floatToIntBits((float) value) : Double.doubleToLongBits(value));
  }

  /// 2 to the power that stands, with the bias added, in the lowest bits of an integer. Higher bits do not
  /// matter.
  Formula powerOfTwo(Formula biased) {
    return biased.shl(fraction).fromBits();
  }

  /// The number of the sign bit, counted from the lowest.
  int signBit() {
    return this == FLOAT32 ? 31 : 63;
  }

  /// The sign bit of a value.
  Formula sign(Formula x) {
    return x.bits().and(bits(-0.0));
  }

  /// A value that is positive, with the sign of `x`.
  Formula withSign(Formula positive, Formula x) {
    return positive.bits().or(sign(x)).fromBits();
  }
}
