/// What the tests of all modules share; it reaches them as core's test-jar.
///
/// [SeedHook][dev.adjoint.testing.SeedHook] lets one number repeat every property test of a run:
/// ```
/// mvn verify -Dadjoint.test.seed=42
/// ```
package dev.adjoint.testing;
