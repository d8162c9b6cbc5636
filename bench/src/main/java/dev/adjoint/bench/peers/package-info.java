/// The comparison with peers: `mvn -q -Ppeers [-Dpeers.args="B2s 1T"]` runs the same training steps and
/// matrix products in Adjoint and in the fastest libraries that a JVM can call, and prints how they
/// compare.
///
/// A [Workload] is plain data: sizes, inputs and initial parameters, the same for all. A [Competitor] makes
/// a [Step] of it. Every competitor at every number of threads has a JVM of its own, [Seat], which the
/// [Contest] asks in turn for a sample at a time: libraries in one process disturb one another with their
/// threads, and competitors that are not sampled close together are not compared under the same conditions.
/// Before that, [Evidence] shows that they compute the same.
///
/// The competitors from outside are in a source folder of their own, `src/peers/java`, which only that
/// profile compiles: nothing else ever downloads them.
@org.jspecify.annotations.NullMarked
package dev.adjoint.bench.peers;
