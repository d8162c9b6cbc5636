package dev.adjoint.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The command line; that the demo learns is what running it shows.
class LanguageOfNameTest {
  private static String refused(String... args) {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new LanguageOfName()).setErr(new PrintWriter(err));
    assertEquals(2, command.execute(args), List.of(args).toString());
    return err.toString();
  }

  @Test
  void badArgumentsGetAUsageText() {
    String[][] bad = {{"--epochs", "0"}, {"--epochs", "many"}, {"--seed", "x"}, {"--nothing"}, {"Norge", " "}};
    for (String[] args : bad) {
      String text = refused(args);
      assertTrue(text.contains("Usage") && text.contains("--epochs"), text);
    }
  }

  @Test
  void helpIsNoError() {
    StringWriter out = new StringWriter();
    assertEquals(0, new CommandLine(new LanguageOfName()).setOut(new PrintWriter(out)).execute("--help"));
    assertTrue(out.toString().contains("NAME"), out.toString());
  }
}
