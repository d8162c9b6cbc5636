package dev.adjoint.examples;

import dev.adjoint.examples.languageofname.Demo;
import dev.adjoint.examples.support.TrainingOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The demo: which language is a name in? It learns from the names of countries, languages and currencies that every JDK
/// carries in its locale data, in thirty languages, and is asked about countries, languages and currencies it has not seen
/// in any language.
@Command(
    name = "LanguageOfName",
    mixinStandardHelpOptions = true,
    description = "Learns which of thirty languages a name is in, and answers for the names given.")
public final class LanguageOfName implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private TrainingOptions training = new TrainingOptions();

  @Parameters(paramLabel = "NAME", description = "names to tell the language of, such as \"Saksamaa\"")
  private List<String> names = List.of();

  /// Runs the demo.
  public static void main(String... args) {
    TrainingOptions.run(new LanguageOfName(), args);
  }

  @Override
  public Integer call() throws IOException {
    if (names.stream().anyMatch(String::isBlank)) {
      throw new ParameterException(command.commandLine(), "a name to tell the language of is blank");
    }
    new Demo(training.epochs(), training.seed(), training.out(), System.out).run(names);
    return 0;
  }
}
