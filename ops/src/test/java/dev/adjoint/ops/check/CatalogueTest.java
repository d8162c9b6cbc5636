package dev.adjoint.ops.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.Op;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Unary;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  /// Every record among the compiled classes that is an op of a family is in the catalogue.
  @Test
  void noFamilyIsForgotten() throws IOException, URISyntaxException, ClassNotFoundException {
    Path classes = Path.of(Catalogue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> catalogued = new TreeSet<>();
    Catalogue.library().entries().forEach(entry -> catalogued.add(entry.op().getClass().getName()));
    Set<String> forgotten = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
        if (name.endsWith("module-info.class")) {
          continue;
        }
        String className = name.substring(0, name.length() - ".class".length());
        Class<?> type = Class.forName(className, false, getClass().getClassLoader());
        Class<?> family = type.getDeclaringClass();
        boolean op = type.isRecord() && Op.class.isAssignableFrom(type);
        boolean member = family != null && family.isSealed() && family.isAssignableFrom(type);
        if (op && member && !catalogued.contains(type.getName())) {
          forgotten.add(type.getName());
        }
      }
    }
    assertEquals(Set.of(), forgotten);
    assertTrue(catalogued.size() > 50, () -> "only " + catalogued);
  }

  @Test
  void labelsAreDistinctWithinAFamily() {
    List<String> labels =
        Catalogue.library().entries().stream().map(e -> e.family() + " " + e.op().label()).toList();
    assertEquals(labels.stream().distinct().toList(), labels);
  }

  sealed interface WithoutExamples extends Unary {
    record Scaled(double factor) implements WithoutExamples {
      @Override
      public Formula value(Formula x) {
        return x.mul(factor);
      }

      @Override
      public double reference(double x) {
        return factor * x;
      }

      @Override
      public Domain domain() {
        return Domain.reals(-1, 1);
      }
    }
  }

  @Test
  void missingExamplesAreAskedFor() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Catalogue.of(WithoutExamples.class));
    assertTrue(e.getMessage().endsWith("static List<Scaled> examples()"), e.getMessage());
  }

  sealed interface WithoutDerivative extends Unary {
    record Bits() implements WithoutDerivative {
      @Override
      public Formula value(Formula x) {
        return x.bits().fromBits().add(x.bits().shr(1).fromBits());
      }

      @Override
      public double reference(double x) {
        return x;
      }

      @Override
      public Domain domain() {
        return Domain.reals(-1, 1);
      }
    }
  }

  @Test
  void aMissingDerivativeIsNamed() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Catalogue.of(WithoutDerivative.class));
    assertTrue(e.getMessage().startsWith("Bits is not fully specified: derivative of"), e.getMessage());
  }

  sealed interface WithoutDomain extends Unary {
    record Nowhere() implements WithoutDomain {
      @Override
      public Formula value(Formula x) {
        return x;
      }

      @Override
      public double reference(double x) {
        return x;
      }

      @Override
      public Domain domain() {
        return Domain.reals(1, -1);
      }
    }
  }

  @Test
  void aMeaninglessDomainIsNamed() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Catalogue.of(WithoutDomain.class));
    assertTrue(e.getMessage().startsWith("Nowhere is not fully specified: Domain"), e.getMessage());
  }

  @Test
  void whatIsNotSealedIsNoFamily() {
    assertThrows(IllegalStateException.class, () -> Catalogue.of(Unary.class));
  }
}
