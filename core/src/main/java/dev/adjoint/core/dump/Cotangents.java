package dev.adjoint.core.dump;

import dev.adjoint.core.Gradients;
import dev.adjoint.core.Node;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the gradients in a dump come from.
sealed interface Cotangents {
  /// The gradients of those values that have one.
  Map<Integer, Summary> of(Tape tape, @Nullable Tensor y, List<Integer> values, List<String> notes);

  /// No gradients.
  record None() implements Cotangents {
    @Override
    public Map<Integer, Summary> of(Tape tape, @Nullable Tensor y, List<Integer> values, List<String> notes) {
      return Map.of();
    }
  }

  /// Those of a sweep made before.
  record Given(Gradients gradients) implements Cotangents {
    @Override
    public Map<Integer, Summary> of(Tape tape, @Nullable Tensor y, List<Integer> values, List<String> notes) {
      Map<Integer, Summary> byId = new HashMap<>();
      for (int id : values) {
        Tensor x = tape.value(id);
        if (gradients.has(x)) {
          byId.put(id, Summary.of(gradients.of(x)));
        }
      }
      return byId;
    }
  }

  /// One sweep for all values in the picture. A sweep that fails is what the dump may be wanted for, so the
  /// failure becomes a note.
  record Swept() implements Cotangents {
    @Override
    public Map<Integer, Summary> of(Tape tape, @Nullable Tensor y, List<Integer> values, List<String> notes) {
      if (y == null) {
        notes.add("no gradients: of which value? Dump that one instead of the whole tape");
        return Map.of();
      }
      List<Tensor> wanted = new ArrayList<>();
      for (int id : values) {
        Tensor x = tape.value(id);
        if (id <= y.id() && x.dtype().isFloating() && tape.node(id).kind() != Node.Kind.DATA) {
          wanted.add(x);
        }
      }
      try {
        Gradients g = tape.sweep(y).unreachedAsZero().to(wanted.toArray(Tensor[]::new));
        return new Given(g).of(tape, y, values, notes);
      } catch (RuntimeException e) {
        notes.add("no gradients: " + e.getMessage());
        return Map.of();
      }
    }
  }
}
