package dev.adjoint.ops.check;

import dev.adjoint.ops.Activations;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Comparison;
import dev.adjoint.ops.Conversion;
import dev.adjoint.ops.Convolution;
import dev.adjoint.ops.Functions;
import dev.adjoint.ops.Fused;
import dev.adjoint.ops.Indexing;
import dev.adjoint.ops.Labels;
import dev.adjoint.ops.Layout;
import dev.adjoint.ops.Linalg;
import dev.adjoint.ops.Normalization;
import dev.adjoint.ops.Norms;
import dev.adjoint.ops.Pooling;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Recurrent;
import dev.adjoint.ops.Reduce;
import dev.adjoint.ops.Scan;
import dev.adjoint.ops.Select;
import dev.adjoint.ops.pointwise.Broadcast;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// All ops of one or more families. A family is a sealed interface, so the compiler keeps the list: a record
/// without components is an op, one with components gives some in `static List<X> examples()`.
/// ```java
/// for (Catalogue.Entry entry : Catalogue.library().entries()) {
///   System.out.println(entry.family() + " " + entry.op().label());
/// }
/// ```
public final class Catalogue {
  /// The families of the library: the one list to add a new one to.
  private static final List<Class<?>> FAMILIES =
      List.of(
          Arithmetic.class,
          Functions.class,
          Activations.class,
          Comparison.class,
          Select.class,
          Conversion.class,
          Broadcast.class,
          Layout.class,
          Indexing.class,
          Reduce.class,
          Scan.class,
          Linalg.class,
          Convolution.class,
          Pooling.class,
          Labels.class,
          Random.class,
          Fused.class,
          Normalization.class,
          Norms.class,
          Recurrent.class);

  private final List<Entry> entries;

  /// One op, or one example of an op with components.
  ///
  /// @param family the simple name of its family
  /// @param op the op
  public record Entry(String family, Specified op) {
    @Override
    public String toString() {
      return op.label();
    }
  }

  private Catalogue(List<Entry> entries) {
    this.entries = Collections.unmodifiableList(entries);
  }

  /// The ops of the library.
  public static Catalogue library() {
    return of(FAMILIES.toArray(Class<?>[]::new));
  }

  /// The ops of these families.
  ///
  /// @throws IllegalStateException if one of them lacks what it takes to examine it; the message says what
  ///     and how to add it
  public static Catalogue of(Class<?>... families) {
    List<Entry> entries = new ArrayList<>();
    for (Class<?> family : families) {
      if (!family.isSealed()) {
        throw new IllegalStateException(family.getName() + " is no family: a family is a sealed interface");
      }
      for (Class<?> member : members(family)) {
        for (Specified op : instances(member)) {
          demandSpecification(op);
          entries.add(new Entry(family.getSimpleName(), op));
        }
      }
    }
    return new Catalogue(entries);
  }

  /// The ops in the order they are declared in.
  public List<Entry> entries() {
    return entries;
  }

  private static List<Class<?>> members(Class<?> type) {
    if (!type.isSealed()) {
      return List.of(type);
    }
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      all.addAll(members(permitted));
    }
    return all;
  }

  private static List<Specified> instances(Class<?> type) {
    if (!Specified.class.isAssignableFrom(type)) {
      throw new IllegalStateException(
          type.getName() + " states no specimens: implement " + Specified.class.getName());
    }
    if (!type.isRecord()) {
      throw new IllegalStateException(
          type.getName() + " is no record: an op is a record, its components are structure");
    }
    try {
      if (type.getRecordComponents().length == 0) {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return List.of((Specified) constructor.newInstance());
      }
      Method examples = type.getDeclaredMethod("examples");
      examples.setAccessible(true);
      List<Specified> all = new ArrayList<>();
      for (Object example : (List<?>) examples.invoke(null)) {
        all.add((Specified) type.cast(example));
      }
      if (all.isEmpty()) {
        throw new IllegalStateException(type.getName() + ".examples() is empty");
      }
      return all;
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type.getName() + " could not be made: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (e instanceof IllegalStateException stated) {
        throw stated;
      }
      String name = type.getSimpleName();
      String way = "so it states some of its ops: static List<" + name + "> examples()";
      throw new IllegalStateException(type.getName() + " has components, " + way, e);
    }
  }

  private static void demandSpecification(Specified op) {
    try {
      if (op.derivative().isBlank()) {
        throw new IllegalStateException("derivative() is blank");
      }
      if (op.specimens().isEmpty()) {
        throw new IllegalStateException("specimens() is empty");
      }
    } catch (RuntimeException e) {
      throw new IllegalStateException(op.label() + " is not fully specified: " + e.getMessage(), e);
    }
  }
}
