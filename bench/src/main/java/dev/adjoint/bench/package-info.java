/// JMH benchmarks: `mvn -q -Pbench -Dbench.args="…"`, or `java -jar bench/target/benchmarks.jar …` after `mvn verify`.
/// `OpBenchmark` has a row for every op of the catalogue, `KernelBenchmark` sets generated kernels beside loops by hand,
/// `RowBenchmark` sets reductions, softmax and their like beside reading the operand and an exponential,
/// `MatmulBenchmark` measures GFLOP/s beside the machine's peak, `TapeBenchmark` what a node costs,
/// `TrainingStepBenchmark` one step of training, `RecurrentBenchmark` one of a recurrent layer.
@org.jspecify.annotations.NullMarked
package dev.adjoint.bench;
