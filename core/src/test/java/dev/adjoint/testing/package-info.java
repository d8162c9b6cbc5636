/// What the tests of all modules share; it reaches them as core's test-jar.
///
/// [SeedHook][dev.adjoint.testing.SeedHook] lets one number repeat every property test of a run:
/// ```
/// mvn verify -Dadjoint.test.seed=42
/// ```
/// [DumpOnFailure][dev.adjoint.testing.DumpOnFailure] writes the graph that a failing test recorded to a file
/// in `target/graph-dumps`, and says where:
/// ```java
/// @ExtendWith(DumpOnFailure.class)
/// class SlopeTest {
///   @Test
///   void isTwiceX(Tape tape) {
///     Tensor x = tape.variable("x", Tensor.scalar(3));
///     assertEquals(6, tape.gradients(mul(x, x), x).of(x).item());
///   }
/// }
/// ```
/// [DumpOnFalsified][dev.adjoint.testing.DumpOnFalsified] does the same for properties.
package dev.adjoint.testing;
