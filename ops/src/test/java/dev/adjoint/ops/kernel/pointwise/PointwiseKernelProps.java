package dev.adjoint.ops.kernel.pointwise;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.RandomFormulas;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PointwiseKernelProps {
  @Property(tries = 25)
  void everyWidthGivesTheBitsOfTheFormula(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int operations) {
    DType dtype = (seed & 1) == 0 ? DType.FLOAT32 : DType.FLOAT64;
    KernelRun.check(RandomFormulas.exact(seed, 3, operations).formula(), dtype, 3, seed);
  }
}
