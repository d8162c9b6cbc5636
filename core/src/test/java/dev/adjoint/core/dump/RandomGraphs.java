package dev.adjoint.core.dump;

import dev.adjoint.core.DType;
import dev.adjoint.core.Scope;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Tapes with leaves, constants, ops of one to three outputs, and scopes that open and close anywhere.
final class RandomGraphs {
  private static final List<Type> TYPES =
      List.of(
          Type.of(DType.FLOAT64),
          Type.of(DType.FLOAT32, 3),
          Type.of(DType.FLOAT32, 4, 5),
          Type.of(DType.INT32, 0));

  private final Random random;
  private final List<String> names;
  private final List<Tensor> recorded = new ArrayList<>();
  private final List<Tensor> plain = new ArrayList<>();

  private RandomGraphs(long seed, List<String> names) {
    random = new Random(seed);
    this.names = names;
  }

  /// A tape of `size` nodes; names of values, ops and scopes are drawn from `names`. The last value is the
  /// result.
  static Tensor of(Tape tape, long seed, int size, List<String> names) {
    return new RandomGraphs(seed, names).record(tape, size);
  }

  private Tensor record(Tape tape, int size) {
    recorded.add(tape.variable(value()));
    List<Scope> open = new ArrayList<>();
    for (int i = 1; i < size; i++) {
      switch (random.nextInt(6)) {
        case 0 -> open.add(Scope.open(recorded.get(0), name()));
        case 1 -> {
          if (!open.isEmpty()) {
            open.removeLast().close();
          }
        }
        default -> {}
      }
      Tensor[] y =
          switch (random.nextInt(5)) {
            case 0 -> new Tensor[] {tape.variable(value())};
            case 1 -> new Tensor[] {tape.data(value())};
            default -> op();
          };
      for (Tensor t : y) {
        recorded.add(random.nextInt(3) == 0 ? t.named(name()) : t);
      }
    }
    return new Examples.Any(name(), "x", TYPES.get(0)).applyAll(recorded.getLast())[0];
  }

  private Tensor value() {
    return Tensor.full(TYPES.get(random.nextInt(3)), random.nextInt(100) - 50);
  }

  private String name() {
    return names.get(random.nextInt(names.size()));
  }

  private Tensor[] op() {
    Tensor[] x = new Tensor[1 + random.nextInt(random.nextInt(8) == 0 ? 14 : 3)];
    for (int k = 0; k < x.length; k++) {
      x[k] = k > 0 && random.nextInt(4) == 0 ? constant() : recorded.get(recorded.size() - 1 - past());
    }
    Type[] y = new Type[random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1];
    for (int k = 0; k < y.length; k++) {
      y[k] = TYPES.get(random.nextInt(TYPES.size()));
    }
    return new Examples.Any(name(), random.nextBoolean() ? name() : null, y).applyAll(x);
  }

  /// Mostly near, sometimes anywhere.
  private int past() {
    return random.nextInt(random.nextInt(4) == 0 ? recorded.size() : Math.min(3, recorded.size()));
  }

  private Tensor constant() {
    if (plain.isEmpty() || random.nextInt(3) > 0) {
      Tensor t = value();
      plain.add(random.nextBoolean() ? t.named(name()) : t);
    }
    return plain.get(random.nextInt(plain.size()));
  }
}
