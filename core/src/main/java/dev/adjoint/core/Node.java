package dev.adjoint.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entry of a [Tape]: a leaf (a value that was entered) or one application of an op. Its outputs have consecutive
/// ids from [#id] on, and the ids of its inputs are smaller.
public sealed class Node permits Leaf, Several {
  /// What a node stands for.
  public enum Kind {
    /// A value entered without wanting a gradient.
    DATA,
    /// A value entered as one to differentiate with respect to.
    VARIABLE,
    /// An application of an op.
    OP
  }

  /// The scope and the line of code that a node was recorded in.
  private record Place(String scope, String site) {}

  final int id;
  /// Null for a leaf.
  final @Nullable Op op;
  final Tensor[] x;
  /// The first output's primal.
  final Tensor y;
  /// The scope, or a [Place] on a tape that keeps creation sites.
  private final Object place;

  Node(int id, @Nullable Op op, Tensor[] x, Tensor y, String scope, @Nullable String site) {
    this.id = id;
    this.op = op;
    this.x = x;
    this.y = y;
    this.place = site == null ? scope : new Place(scope, site);
  }

  /// The id of the first output.
  public int id() {
    return id;
  }

  /// Whether this is data, a variable or an op.
  public Kind kind() {
    return Kind.OP;
  }

  /// The op, or null for a leaf.
  public @Nullable Op op() {
    return op;
  }

  /// The inputs as they were given: recorded on this tape ([Tensor#id] tells which value), on an older one, or plain;
  /// the latter two are constants to this tape.
  public List<Tensor> inputs() {
    return List.of(x);
  }

  /// The number of outputs.
  public int outputs() {
    return 1;
  }

  /// The primal of output `i`; its type can always be asked for, its values until the tape is closed.
  public Tensor output(int i) {
    return y;
  }

  /// The path of scopes it was recorded in, such as `net/hidden`; empty at the top.
  public String scope() {
    return place instanceof Place p ? p.scope : (String) place;
  }

  /// Where it was recorded, such as `Spiral.java:31`, if its tape keeps creation sites.
  public @Nullable String site() {
    return place instanceof Place p ? p.site : null;
  }

  /// The variable behind this leaf, if it is one.
  public @Nullable Variable variable() {
    return null;
  }

  /// The outputs as rules are given them.
  Tensor[] outputArray() {
    return new Tensor[] {y};
  }
}
