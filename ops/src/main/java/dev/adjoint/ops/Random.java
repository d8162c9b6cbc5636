package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.random.RandomKernels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Random tensors as functions of a key: equal keys give equal numbers, on any machine and in any order. A
/// key is INT64 `(2,)`; derive as many as needed with [#split] and use each once. In a step of training,
/// `tape.key()` is the root.
public sealed interface Random extends SingleOp, Specified {
  /// The key that belongs to a seed.
  static Tensor key(long seed) {
    return Tensor.of(new long[] {seed, 0}, 2);
  }

  /// The key numbered `index` of those derived from `key`.
  static Tensor split(Tensor key, int index) {
    return new Split(index).apply(key);
  }

  /// Numbers uniform on `[0, 1)`; FLOAT32 or FLOAT64.
  static Tensor uniform(Tensor key, Type type) {
    return new Uniform(type).apply(key);
  }

  /// Standard normal numbers; FLOAT32 or FLOAT64.
  static Tensor normal(Tensor key, Type type) {
    return new Normal(type).apply(key);
  }

  /// Dropout with the scale inverted: on a tape that trains, each element of `x` is 0 with probability `rate`
  /// and `x / (1 − rate)` otherwise; elsewhere `x` itself. Srivastava et al.: *Dropout*, JMLR 15 (2014).
  ///
  /// @param rate at least 0 and less than 1
  static Tensor dropout(Tensor x, double rate) {
    Tape tape = x.tape();
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout: rate " + rate + " is not in [0, 1)");
    }
    if (rate == 0 || tape == null || !tape.isTraining()) {
      return x;
    }
    Tensor key = split(tape.key(), tape.nextDraw());
    return Arithmetic.mul(x, new Keep(1 - rate, x.type()).apply(key));
  }

  @Override
  default Type type(Type[] x) {
    Mismatch.demandInputs(x, 1);
    if (!x[0].equals(Type.of(DType.INT64, 2))) {
      throw new Mismatch("not a key").rule("a key is INT64 (2,)").hint("make one with Random.key(seed)");
    }
    if (!result().dtype().isFloating() && !(this instanceof Split)) {
      throw new Mismatch("no random " + result().dtype()).rule("FLOAT32 or FLOAT64");
    }
    return result();
  }

  /// The type of what is drawn.
  Type result();

  @Override
  default @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
    return new @Nullable Tensor[1];
  }

  @Override
  default @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
    return null;
  }

  @Override
  default String derivative() {
    return "none";
  }

  @Override
  default int orders() {
    return 0;
  }

  /// See [#split].
  record Split(int index) implements Random {
    @Override
    public Type result() {
      return Type.of(DType.INT64, 2);
    }

    @Override
    public void forward(Call call) {
      RandomKernels.split(call.xLongs(0), index, call.yLongs(0));
    }

    static List<Split> examples() {
      return List.of(new Split(0), new Split(7));
    }

    @Override
    public List<Specimen> specimens() {
      return RandomSpecimens.splits(this);
    }
  }

  /// See [#uniform].
  record Uniform(Type result) implements Random {
    @Override
    public void forward(Call call) {
      RandomKernels.uniform(call.xLongs(0), call.y(0));
    }

    static List<Uniform> examples() {
      return List.of(new Uniform(Type.of(DType.FLOAT32, 3, 5)), new Uniform(Type.of(DType.FLOAT64, 7)));
    }

    @Override
    public List<Specimen> specimens() {
      return RandomSpecimens.of(this, u -> u);
    }
  }

  /// See [#normal].
  record Normal(Type result) implements Random {
    @Override
    public void forward(Call call) {
      RandomKernels.normal(call.xLongs(0), call.y(0));
    }

    static List<Normal> examples() {
      return List.of(new Normal(Type.of(DType.FLOAT32, 3, 5)), new Normal(Type.of(DType.FLOAT64, 7)));
    }

    @Override
    public List<Specimen> specimens() {
      return RandomSpecimens.of(this, u -> RandomSpecimens.quantile(u, result.dtype()));
    }

    /// The reference inverts the distribution function, whose last place is worth that much in its tails.
    @Override
    public double ulps() {
      return 1 << 16;
    }
  }

  /// The factor of [#dropout]: `1 / kept` with probability `kept`, else 0.
  record Keep(double kept, Type result) implements Random {
    @Override
    public void forward(Call call) {
      RandomKernels.choose(call.xLongs(0), kept, 1 / kept, call.y(0));
    }

    static List<Keep> examples() {
      return List.of(new Keep(0.75, Type.of(DType.FLOAT32, 3, 5)), new Keep(0.5, Type.of(DType.FLOAT64, 7)));
    }

    @Override
    public List<Specimen> specimens() {
      return RandomSpecimens.of(this, u -> u < kept ? 1 / kept : 0);
    }
  }
}
