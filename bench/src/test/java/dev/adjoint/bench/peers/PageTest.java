package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  @TempDir private Path folder = Path.of("");

  private Page page(String text) throws IOException {
    return new Page(Files.writeString(folder.resolve("page.md"), text));
  }

  @Test
  void aPartIsReplacedAndTheRestStays() throws IOException {
    Page page =
        page("# Title\n<!-- begin a -->\nold\n<!-- end a -->\ntext\n<!-- begin b -->\n<!-- end b -->\n");
    page.replace("a", List.of("new", "lines"));
    assertEquals(List.of("new", "lines"), page.part("a"));
    assertEquals(List.of(), page.part("b"));
    assertEquals(
        "# Title\n<!-- begin a -->\nnew\nlines\n<!-- end a -->\ntext\n<!-- begin b -->\n<!-- end b -->\n",
        Files.readString(page.file()));
  }

  @Test
  void aPageWithoutThePartIsLeftAlone() throws IOException {
    Page page = page("text\n");
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> page.replace("a", List.of("new")));
    assertTrue(e.getMessage().endsWith("page.md has no line <!-- begin a -->"), e.getMessage());
    assertEquals("text\n", Files.readString(page.file()));
  }

  @Test
  void thePageOfThisProjectHasAllParts() throws IOException {
    Page speed = new Page(Path.of("..").resolve(Page.speed().file()));
    for (String part : List.of("contest", "growth", "start-up")) {
      assertTrue(speed.part(part).size() >= 0, part);
    }
  }
}
