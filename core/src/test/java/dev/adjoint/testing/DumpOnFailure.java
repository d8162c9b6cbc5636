package dev.adjoint.testing;

import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.dump.GraphDump;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/// Dumps the graph of a failing Jupiter test to `target/graph-dumps/<Class>.<method>.html` and `.dot`, and
/// adds the path to the failure, as a suppressed exception, and to the report.
///
/// There are two ways to say which graph. With `@ExtendWith(DumpOnFailure.class)` a test that takes a [Tape]
/// gets a fresh one, which keeps creation sites and is closed after the test; `@BeforeEach` and `@AfterEach`
/// methods that take one get the same. Or, for tests that make their own:
/// ```java
/// @RegisterExtension final DumpOnFailure dumps = new DumpOnFailure();
///
/// @Test
/// void costFalls() {
///   Tensor cost = dumps.watch(cost(model.apply(x), labels));
///   assertTrue(cost.item() < 0.1);
/// }
/// ```
/// The configuration parameter (or system property) `adjoint.graph.dumps` names another folder. Properties of
/// jqwik have [DumpOnFalsified].
public final class DumpOnFailure
    implements ParameterResolver,
        BeforeEachCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  private static final Namespace NAMESPACE = Namespace.create(DumpOnFailure.class);
  private static final Pattern INVOCATION = Pattern.compile("test-template-invocation:#(\\d+)");

  private final List<Tensor> watched = new CopyOnWriteArrayList<>();

  /// Dumps the graph of `y` if the test fails from here on, with values and, for a scalar, gradients. Returns
  /// `y`.
  public Tensor watch(Tensor y) {
    watched.add(y);
    return y;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Tape.class && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getStore(NAMESPACE).getOrComputeIfAbsent(Tape.class, k -> new Tape().withSites());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    watched.clear();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
    throw dump(context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw dump(context, failure);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw dump(context, failure);
  }

  /// Writes the dumps; returns the failure.
  private Throwable dump(ExtensionContext context, Throwable failure) {
    if (failure instanceof TestAbortedException) {
      return failure;
    }
    String folder = context.getConfigurationParameter(Dumps.FOLDER).orElse(Dumps.DEFAULT_FOLDER);
    Dumps.write(
        dumps(context), folder, name(context), failure, page -> context.publishReportEntry("graph", page));
    return failure;
  }

  private List<GraphDump> dumps(ExtensionContext context) {
    List<GraphDump> dumps = new ArrayList<>();
    Tape tape = context.getStore(NAMESPACE).get(Tape.class, Tape.class);
    if (tape != null && tape.size() > 0) {
      dumps.add(GraphDump.of(tape).values());
    }
    for (Tensor y : watched) {
      if (y.tape() != null) {
        boolean isDifferentiable = y.shape().size() == 1 && y.dtype().isFloating();
        GraphDump dump = GraphDump.of(y).values();
        dumps.add(isDifferentiable ? dump.gradients() : dump);
      }
    }
    return dumps;
  }

  /// As in `SlopeTest.isTwiceX`, or `SlopeTest.isTwiceX.3` for the third invocation of a parameterized test.
  private static String name(ExtensionContext context) {
    Matcher invocation = INVOCATION.matcher(context.getUniqueId());
    return Dumps.name(context.getRequiredTestClass(), context.getRequiredTestMethod().getName())
        + (invocation.find() ? "." + invocation.group(1) : "");
  }
}
