package dev.adjoint.ops.check;

import dev.adjoint.core.Op;
import java.util.ArrayList;
import java.util.List;

/// An op that states what it should do, so that every law can be examined on it. All ops of the library are
/// specified; a user's op gets the same examination by implementing this.
public interface Specified extends Op {
  /// Applications worth examining: odd sizes, every branch of the type rule, empties.
  List<Specimen> specimens();

  /// The derivative as a formula for the docs, such as `dx = dy · y · (1 − y)`.
  String derivative();

  /// Where there is no derivative and what the op takes for it, for the docs: `x = 0: 0`. By default what the
  /// domains of the specimens state.
  default List<String> kinks() {
    List<String> all = new ArrayList<>();
    for (Specimen specimen : specimens()) {
      List<Specimen.Input> inputs = specimen.inputs();
      for (int i = 0; i < inputs.size(); i++) {
        String x = inputs.size() == 1 ? "x" : "x" + i;
        for (Domain.Kink kink : inputs.get(i).domain().kinks()) {
          all.add(x + " = " + kink.at() + ": " + kink.choice());
        }
      }
    }
    return all.stream().map(kink -> kink.replace(".0:", ":")).distinct().toList();
  }

  /// How far a result may be from its reference, in units in the last place: of the result itself for a
  /// pointwise op, of the largest magnitude among inputs and results for others. The default allows an
  /// elementary function and a few roundings; an op that adds up many terms states more, and why.
  default double ulps() {
    return 4;
  }

  /// The order up to which derivatives are compared with differences; 0 for an op without a derivative, 1 for one whose
  /// rules are written with arrays.
  default int orders() {
    return 2;
  }
}
