package dev.adjoint.ops.kernel.pointwise;

/// Where the runs of a pointwise kernel's inputs lie: element `i` of run number `r` of the output is its element
/// `r · inner + i`, under which input `k` has its element `offset(k, r) + i`, or the one at `offset(k, r)` where
/// the kernel was compiled for a splat. An input of which it was compiled to lie under the output is not asked
/// for.
interface Runs {
  /// How far the output moves from one run to the next.
  int inner();

  /// Where input `k`'s run begins.
  int offset(int k, int run);

  /// How far input `k` moves from one run to the next, as long as no axis but the next to innermost moves.
  int step(int k);
}
