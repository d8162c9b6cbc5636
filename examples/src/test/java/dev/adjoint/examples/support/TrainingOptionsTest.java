package dev.adjoint.examples.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TrainingOptionsTest {
  @Command(name = "something", mixinStandardHelpOptions = true)
  private static final class Something implements Runnable {
    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    private boolean ran;

    @Override
    public void run() {
      ran = true;
    }
  }

  private final Something something = new Something();
  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();

  private int execute(String... args) {
    return new CommandLine(something).setErr(new PrintWriter(err)).setOut(new PrintWriter(out)).execute(args);
  }

  @Test
  void takesDefaults() {
    assertEquals(0, execute());
    assertTrue(something.ran);
    assertEquals(40, something.training.epochs());
    assertEquals(1, something.training.seed());
    assertEquals(Path.of("target", "demo"), something.training.out());
  }

  @Test
  void takesValues() {
    assertEquals(0, execute("--epochs", "3", "--seed=-7", "--out", "here"));
    assertEquals(3, something.training.epochs());
    assertEquals(-7, something.training.seed());
    assertEquals(Path.of("here"), something.training.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--epochs=0", "--epochs=many", "--seed=x", "--speed=9", "--epochs"})
  void badArgumentsGetAUsageText(String argument) {
    assertEquals(2, execute(argument));
    assertTrue(!something.ran);
    String text = err.toString();
    assertTrue(text.contains("Usage: something") && text.contains("--out=FOLDER"), text);
  }

  @Test
  void helpIsNoError() {
    assertEquals(0, execute("--help"));
    assertTrue(out.toString().contains("--epochs=N") && out.toString().contains("default: 40"), out.toString());
  }
}
