package dev.adjoint.ops.kernel.pointwise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.formula.Formula;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class PointwiseLoopProps {
  /// Depends on every input differently.
  private static final Formula F =
      Formula.mask(2).select(Formula.input(0).mul(3), Formula.input(0)).sub(Formula.input(1).mul(0.25));

  private static final List<KernelCompiler> COMPILERS = List.of(
      new KernelCompiler(0, 48, false), new KernelCompiler(128, 48, false),
      new KernelCompiler(512, 48, false),
      new KernelCompiler(256, 1, false), new KernelCompiler(256, 48, true));

  /// An op that is nothing but a loop.
  private record Looped(PointwiseLoop loop, Type result) implements SingleOp {
    @Override
    public Type type(Type[] x) {
      return result;
    }

    @Override
    public void forward(Call call) {
      loop.run(call);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      throw new UnsupportedOperationException("not under test");
    }
  }

  @Property(tries = 300)
  void broadcastsAsIndicesSay(@ForAll long seed) {
    Random random = new Random(seed);
    int rank = random.nextInt(5);
    int[] sizes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = switch (random.nextInt(8)) {
        case 0 -> 1;
        case 1 -> 17 + random.nextInt(60);
        case 2 -> random.nextInt(3);
        default -> 2 + random.nextInt(5);
      };
    }
    check(Shape.of(sizes), random);
  }

  @Example
  void longRows() {
    Random random = new Random(1);
    check(Shape.of(5, 3000), random);
    check(Shape.of(3000, 3), random);
    check(Shape.of(700, 1, 7), random);
    check(Shape.of(100_000), random);
  }

  private static void check(Shape y, Random random) {
    DType dtype = random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64;
    PointwiseLoop loop = new PointwiseLoop(List.of(F), 3, COMPILERS.get(random.nextInt(COMPILERS.size())));
    for (int repeat = 0; repeat < 4; repeat++) {
      Shape[] shapes = {shrunk(y, random), shrunk(y, random), shrunk(y, random)};
      Shape full = shapes[0].broadcast(shapes[1]).broadcast(shapes[2]);
      Tensor a = tensor(dtype, shapes[0], random);
      Tensor b = tensor(dtype, shapes[1], random);
      Tensor c = tensor(DType.BOOL, shapes[2], random);
      double[] given = doubles(new Looped(loop, new Type(dtype, full)).apply(a, b, c));
      double[] x = doubles(a);
      double[] z = doubles(b);
      boolean[] m = c.toBooleanArray();
      assertEquals(full.size(), given.length);
      for (int i = 0; i < given.length; i++) {
        double first = x[index(i, full, shapes[0])];
        double second = z[index(i, full, shapes[1])];
        double wanted = (m[index(i, full, shapes[2])] ? first * 3 : first) - second * 0.25;
        int at = i;
        assertEquals(wanted, given[i], () -> "element " + at + " of " + full + " from " + List.of(shapes));
      }
    }
  }

  /// Leading axes dropped, some others set to 1.
  private static Shape shrunk(Shape y, Random random) {
    int[] sizes = y.toArray();
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = random.nextInt(3) == 0 ? 1 : sizes[axis];
    }
    return Shape.of(Arrays.copyOfRange(sizes, random.nextInt(sizes.length + 1), sizes.length));
  }

  /// Small whole numbers, exact in every dtype.
  private static Tensor tensor(DType dtype, Shape shape, Random random) {
    int n = shape.size();
    int[] sizes = shape.toArray();
    switch (dtype) {
      case FLOAT32 -> {
        float[] data = new float[n];
        for (int i = 0; i < n; i++) {
          data[i] = random.nextInt(1000);
        }
        return Tensor.of(data, sizes);
      }
      case FLOAT64 -> {
        return Tensor.of(random.ints(n, 0, 1000).asDoubleStream().toArray(), sizes);
      }
      default -> {
        boolean[] data = new boolean[n];
        for (int i = 0; i < n; i++) {
          data[i] = random.nextBoolean();
        }
        return Tensor.of(data, sizes);
      }
    }
  }

  private static double[] doubles(Tensor t) {
    if (t.type().dtype() == DType.FLOAT64) {
      return t.toDoubleArray();
    }
    float[] floats = t.toFloatArray();
    double[] all = new double[floats.length];
    Arrays.setAll(all, i -> floats[i]);
    return all;
  }

  /// The index into an input under an element of the output.
  static int index(int flat, Shape y, Shape x) {
    int index = 0;
    int stride = 1;
    for (int axis = y.rank() - 1; axis >= y.rank() - x.rank(); axis--) {
      int n = x.dim(axis - y.rank() + x.rank());
      index += n == 1 ? 0 : flat % y.dim(axis) * stride;
      flat /= y.dim(axis);
      stride *= n;
    }
    return index;
  }
}
