package dev.adjoint.nn;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.GradCheck;
import dev.adjoint.nn.RecurrentBlock.Run;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Reduce;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Gradients of two recurrent layers on top of each other against difference quotients, over random sizes,
/// steps and seeds.
class RecurrentGradientProps {
  @Property(tries = 40)
  void twoLayers(
      @ForAll @IntRange(min = 1, max = 5) int steps, @ForAll @IntRange(min = 1, max = 4) int rows,
      @ForAll @IntRange(min = 1, max = 3) int inputs, @ForAll @IntRange(min = 1, max = 5) int units,
      @ForAll @IntRange(max = 2) int lower, @ForAll @IntRange(max = 2) int upper, @ForAll long seed) {
    RecurrentBlock first = block(lower, "first", inputs, units, seed);
    RecurrentBlock second = block(upper, "second", units, 2, seed + 1);
    Tensor xs = Random.normal(Random.key(seed + 2), Type.of(DType.FLOAT64, steps, rows, inputs));
    List<Parameter> all = new ArrayList<>(first.parameters());
    all.addAll(second.parameters());
    GradCheck.ofModel(
            "recurrent",
            tape -> {
              Run below = first.run(tape.data("xs", xs));
              Run above = second.run(below.outputs());
              Tensor sum = Reduce.sum(Arithmetic.square(above.outputs()));
              for (Run run : List.of(below, above)) {
                for (Tensor part : run.last().parts()) {
                  sum = Arithmetic.add(sum, Reduce.sum(Arithmetic.square(part)));
                }
              }
              return sum;
            },
            all)
        .entries(8)
        .directions(1)
        .verify();
  }

  private static RecurrentBlock block(int kind, String name, int inputs, int units, long seed) {
    Tensor key = Random.key(seed);
    RecurrentBlock block =
        switch (kind) {
          case 0 -> new Lstm(name, inputs, units, DType.FLOAT64, key);
          case 1 -> new Gru(name, inputs, units, DType.FLOAT64, key);
          default -> new Rnn(name, inputs, units, DType.FLOAT64, key);
        };
    int number = 100;
    for (Parameter p : block.parameters()) {
      if (!p.isWeight()) {
        p.assign(Random.normal(Random.split(key, number++), p.type()));
      }
    }
    return block;
  }
}
