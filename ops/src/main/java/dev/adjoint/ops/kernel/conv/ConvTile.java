package dev.adjoint.ops.kernel.conv;

/// The innermost kernel of a convolution: some output channels at a few vectors of neighbouring places, small
/// enough to be held in registers.
///
/// For every row `r` and vector `v` of the tile, whose size is fixed per kernel, and lane `i`:
/// ```
/// c[cOffset + r·cRow + at[2v + 1] + i] = start
///     + Σ a[aOffset + r·aRow + p] · b[bOffset + at[2v] + steps[p] + i]     over p in [from, to)
/// ```
/// where `at` is the part of `places` from `first` on. Patches are not copied: `steps` says how far each tap
/// of the window lies from its place. The sum is one fma chain in order of `p`. It starts from
/// `start[startOffset + r·startRow + startPlace·at[2v + 1] + i]`, which may be `c` itself.
///
/// Arrays are `float[]` or `double[]`, as the kernel's dtype says.
abstract class ConvTile {
  abstract void run(
      int from, int to, Object a, int aOffset, int aRow, Object b, int bOffset, int[] steps,
      int[] places, int first, Object start, int startOffset, int startRow, int startPlace,
      Object c, int cOffset, int cRow);
}
