package dev.adjoint.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.core.DType;
import dev.adjoint.ops.check.Catalogue;
import dev.adjoint.ops.check.Law;
import dev.adjoint.ops.check.OpLaws;
import dev.adjoint.ops.check.Specified;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Every law on every op of the catalogue in every dtype.
@Execution(ExecutionMode.CONCURRENT)
class OpLawsTest {
  /// Conversions that differences in FLOAT64 cannot resolve; ConversionTest looks at their derivatives.
  private static final Set<String> WITHOUT_DIFFERENCES = Set.of("Cast[dtype=FLOAT32]");

  @TestFactory
  Stream<DynamicContainer> laws() {
    return Catalogue.library().entries().stream()
        .map(entry -> dynamicContainer(entry.family() + " " + entry, laws(entry.op())));
  }

  private static Stream<DynamicTest> laws(Specified op) {
    return Stream.of(Law.values())
        .flatMap(
            law ->
                law.dtypes(op).stream()
                    .map(dtype -> dynamicTest(law + " " + dtype, () -> OpLaws.examine(op, law, dtype))));
  }

  @Test
  void noOpEscapesALaw() {
    for (Catalogue.Entry entry : Catalogue.library().entries()) {
      Specified op = entry.op();
      Set<Law> examined = new TreeSet<>();
      for (Law law : Law.values()) {
        if (!law.dtypes(op).isEmpty()) {
          examined.add(law);
        }
      }
      List<Law> due = new ArrayList<>(List.of(Law.VALUE, Law.WRITES_ALL, Law.REPEATABLE));
      due.addAll(List.of(Law.INPUTS_INTACT, Law.REFUSALS));
      if (Law.VALUE.dtypes(op).stream().anyMatch(DType::isFloating)) {
        due.add(Law.SPECIAL_VALUES);
      }
      if (op.orders() > 0) {
        due.addAll(List.of(Law.SINGLE_PRECISION, Law.JVP, Law.LINEAR, Law.WANTED, Law.SAVED));
      }
      if (op.orders() > 0 && !WITHOUT_DIFFERENCES.contains(op.label())) {
        due.add(Law.VJP);
      }
      if (op.orders() > 1 && !WITHOUT_DIFFERENCES.contains(op.label())) {
        due.add(Law.SECOND_ORDER);
      }
      due.removeAll(examined);
      assertEquals(List.of(), due, op.label());
    }
  }

  @Test
  void integersAreExaminedWhereTheyAreTaken() {
    assertTrue(Law.VALUE.dtypes(new Arithmetic.Add()).containsAll(List.of(DType.INT32, DType.INT64)));
    assertFalse(Law.VALUE.dtypes(new Arithmetic.Div()).contains(DType.INT32));
  }
}
