/// What the tests of all modules share; other modules get it through core's test-jar.
///
/// [DumpOnFailure][dev.adjoint.core.testkit.DumpOnFailure] writes the graph that a failing test recorded to a
/// file, and says where:
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
package dev.adjoint.core.testkit;
