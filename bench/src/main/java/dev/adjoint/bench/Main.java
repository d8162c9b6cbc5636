package dev.adjoint.bench;

import dev.adjoint.ops.Kernels;
import dev.adjoint.ops.check.Catalogue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// JMH with the ops of the catalogue as the parameter `op` of [OpBenchmark], so that a new op has its rows with no further
/// code. Arguments are JMH's own; `-p op=Sigmoid,Add` picks ops.
public final class Main {
  private Main() {}

  /// The ops by label, in the catalogue's order.
  static Map<String, Catalogue.Entry> ops() {
    Map<String, Catalogue.Entry> ops = new LinkedHashMap<>();
    for (Catalogue.Entry entry : Catalogue.library().entries()) {
      if (!entry.op().specimens().isEmpty()) {
        ops.putIfAbsent(entry.op().label(), entry);
      }
    }
    return ops;
  }

  /// Runs the benchmarks that the arguments select.
  public static void main(String... args) throws Exception {
    System.out.println(Kernels.describe());
    CommandLineOptions options;
    try {
      options = new CommandLineOptions(args);
    } catch (CommandLineOptionException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
      return;
    }
    if (options.shouldHelp() || options.shouldList() || options.shouldListWithParams() || options.shouldListProfilers()
        || options.shouldListResultFormats()) {
      org.openjdk.jmh.Main.main(args);
      return;
    }
    OptionsBuilder builder = new OptionsBuilder();
    builder.parent(options);
    if (!options.getParameter("op").hasValue()) {
      builder.param("op", ops().keySet().toArray(String[]::new));
    }
    new Runner(builder.build()).run();
  }
}
