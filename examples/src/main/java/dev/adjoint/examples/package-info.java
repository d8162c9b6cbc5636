/// Programs to read and to run, each by one command:
/// ```text
/// mvn -q -Pdemo -Dexample=dev.adjoint.examples.ComputationGraph
/// mvn -q -Pdemo -Dexample=dev.adjoint.examples.Digits -Dexample.args="--images FILE --labels FILE"
/// ```
/// In the order of a first course: `ComputationGraph`, `CourseLogisticRegression`, `CourseDeepNetwork`, `Digits`; for
/// those who extend the library, `CustomOp` and `CheckMyGradient`; and the demo, `LanguageOfName`.
@org.jspecify.annotations.NullMarked
package dev.adjoint.examples;
