package dev.adjoint.ops.kernel.pointwise;

/// Runs that begin anywhere: those of kernels that work on parts of arrays, such as tiles in scratch space. It is
/// set anew for each call, so that calls allocate nothing.
public final class Placement implements Runs {
  private final int[] x;
  private final int[] steps;
  private long splat;
  /// The number within a run of the first element that is computed.
  private int from;
  private int n;

  /// The places of a number of inputs.
  public Placement(int inputs) {
    x = new int[inputs];
    steps = new int[inputs];
  }

  /// Where input `k` begins, and how far it advances from run to run.
  public void set(int k, int at, int step) {
    x[k] = at;
    steps[k] = step;
  }

  /// Runs of `n` elements of an output that begins at `y`, one after the other.
  ///
  /// @param splat bit `k` is set if input `k` is one element for a whole run
  public void output(int y, int n, long splat) {
    this.n = n;
    this.splat = splat;
    from = y - n; // runs are counted from 1: in run 0 everything lies at the beginning of its array
  }

  /// The number within a run of the first element that is computed; there are [#inner] of them.
  int from() {
    return from;
  }

  @Override
  public int inner() {
    return n;
  }

  @Override
  public int offset(int k, int run) {
    return x[k] + (run - 1) * steps[k] - ((splat >> k & 1) != 0 ? 0 : from);
  }

  @Override
  public int step(int k) {
    return steps[k];
  }
}
