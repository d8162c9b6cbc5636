/// What the examples share and the library does not need: charts, a progress bar, and the options of a
/// command line.
///
/// ```java
/// try (Progress progress = Progress.of("training", epochs)) {
///   for (int epoch = 0; epoch < epochs; epoch++) {
///     progress.step("cost %.3f".formatted(cost));
///   }
/// }
/// Charts.save(out.resolve("curves.png"), Charts.curves("Cost", "cost", costs));
/// ```
@NullMarked
package dev.adjoint.examples.support;

import org.jspecify.annotations.NullMarked;
