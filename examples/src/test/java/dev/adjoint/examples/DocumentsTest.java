package dev.adjoint.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The documents tell the truth: their Java is compiled and run, their links lead somewhere, their pictures are fresh.
class DocumentsTest {
  private static final Path ROOT = root();
  private static final Pattern JAVA = Pattern.compile("^```java\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  @TempDir Path classes;

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs).filter(p -> p.toString().endsWith(".md")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> javaCompilesAndRuns() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path document : documents()) {
      Matcher blocks = JAVA.matcher(Files.readString(document));
      for (int number = 1; blocks.find(); number++) {
        String name = ROOT.relativize(document) + " block " + number;
        String type = "Doc" + tests.size();
        String code = blocks.group(1);
        tests.add(DynamicTest.dynamicTest(name, () -> run(type, code)));
      }
    }
    assertTrue(tests.size() >= 7, "the README and docs/add-an-op.md have at least seven blocks");
    return tests.stream();
  }

  /// Imports go to the top, the rest into a method.
  private void run(String type, String code) throws Exception {
    String imports = code.lines().filter(l -> l.startsWith("import ")).collect(Collectors.joining("\n"));
    String body = code.lines().filter(l -> !l.startsWith("import ")).collect(Collectors.joining("\n"));
    String source = imports + "\npublic class " + type + " { public static void run() throws Exception {\n" + body + "\n} }\n";
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///" + type + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    List<String> options =
        List.of("-d", classes.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
    boolean compiled = compiler.getTask(errors, null, null, options, null, List.of(file)).call();
    assertTrue(compiled, errors + "\n" + source);
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      loader.loadClass(type).getMethod("run").invoke(null);
    }
  }

  @Test
  void linksLeadToFiles() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      Matcher links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        Path target = document.getParent().resolve(links.group(1)).normalize();
        if (!Files.exists(target)) {
          broken.add(ROOT.relativize(document) + " → " + links.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  /// The picture in the README is what the library draws today.
  @Test
  void theGraphInTheReadmeIsFresh() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String drawn = ComputationGraph.mermaid();
    assertTrue(readme.contains("```mermaid\n" + drawn.strip() + "\n```"), "README.md should show\n" + drawn);
  }
}
