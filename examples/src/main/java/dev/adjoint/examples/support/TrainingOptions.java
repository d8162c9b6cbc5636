package dev.adjoint.examples.support;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that every example which trains something takes. Mix them in:
///
/// ```java
/// @Mixin private TrainingOptions training = new TrainingOptions();
/// ```
public final class TrainingOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private int epochs;

  @Option(names = "--epochs", paramLabel = "N", defaultValue = "40",
      description = "at most N passes over the training part (default: ${DEFAULT-VALUE})")
  void epochs(int epochs) {
    if (epochs < 1) {
      throw new ParameterException(command.commandLine(), "--epochs must be at least 1, not " + epochs);
    }
    this.epochs = epochs;
  }

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
      description = "start of all random numbers (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "target/demo",
      description = "where pictures and graphs are written (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("target", "demo");

  public int epochs() {
    return epochs;
  }

  public long seed() {
    return seed;
  }

  public Path out() {
    return out;
  }

  /// Runs a picocli command and ends the JVM with its exit code: 2, after a usage text, for bad arguments.
  public static void run(Object command, String... args) {
    System.exit(new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }
}
