package dev.adjoint.testing;

import dev.adjoint.core.Tape;
import dev.adjoint.core.dump.GraphDump;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.ParameterResolutionContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.ResolveParameterHook;
import net.jqwik.api.lifecycle.Store;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/// Does for jqwik's properties what [DumpOnFailure] does for tests: a property that takes a [Tape] gets a
/// fresh one in each try, and when it is falsified, the graph of the smallest sample found is written.
/// ```java
/// @AddLifecycleHook(DumpOnFalsified.class)
/// class SlopeProps {
///   @Property
///   void isTwiceX(@ForAll double v, Tape tape) {
///     Tensor x = tape.variable("x", Tensor.scalar(v));
///     assertEquals(2 * v, tape.gradients(mul(x, x), x).of(x).item());
///   }
/// }
/// ```
/// The system property `adjoint.graph.dumps` names another folder.
public final class DumpOnFalsified implements ResolveParameterHook, AroundTryHook, AroundPropertyHook {
  /// The tapes of one run of a property.
  private static final class Tapes {
    private final List<Tape> open = new ArrayList<>();
    private final Map<Throwable, List<Tape>> falsified = new IdentityHashMap<>();

    Tape next() {
      Tape tape = new Tape().withSites();
      open.add(tape);
      return tape;
    }

    void tried(TryExecutionResult result) {
      Optional<Throwable> failure = result.isFalsified() ? result.throwable() : Optional.empty();
      failure.ifPresentOrElse(f -> falsified.put(f, List.copyOf(open)), () -> open.forEach(Tape::close));
      open.clear();
    }

    List<GraphDump> dumps(Throwable failure) {
      return falsified.getOrDefault(failure, List.of()).stream()
          .filter(tape -> tape.size() > 0)
          .map(tape -> GraphDump.of(tape).values())
          .toList();
    }

    void close() {
      falsified.values().forEach(tapes -> tapes.forEach(Tape::close));
    }
  }

  private static Store<Tapes> tapes() {
    return Store.getOrCreate(DumpOnFalsified.class, Lifespan.PROPERTY, Tapes::new);
  }

  @Override
  public Optional<ParameterSupplier> resolve(ParameterResolutionContext parameter, LifecycleContext context) {
    return parameter.typeUsage().isOfType(Tape.class)
        ? Optional.of(_ -> tapes().get().next())
        : Optional.empty();
  }

  @Override
  public TryExecutionResult aroundTry(
      TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) {
    TryExecutionResult result = aTry.execute(parameters);
    tapes().get().tried(result);
    return result;
  }

  @Override
  public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
    PropertyExecutionResult result = property.execute();
    Tapes tapes = tapes().get();
    result.throwable().ifPresent(failure ->
        Dumps.write(
            tapes.dumps(failure),
            System.getProperty(Dumps.FOLDER, Dumps.DEFAULT_FOLDER),
            Dumps.name(context.containerClass(), context.targetMethod().getName()),
            failure,
            page -> context.reporter().publishValue("graph", page)));
    tapes.close();
    return result;
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }
}
