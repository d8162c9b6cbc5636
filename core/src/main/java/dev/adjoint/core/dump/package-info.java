/// Pictures of computation graphs, for debugging and for teaching.
///
/// [GraphDump][dev.adjoint.core.dump.GraphDump] is the whole of it for users:
/// ```java
/// Tape tape = new Tape();
/// Tensor a = tape.variable("a", Tensor.scalar(5.0));
/// Tensor b = tape.variable("b", Tensor.scalar(3.0));
/// Tensor c = tape.variable("c", Tensor.scalar(2.0));
/// Tensor loss = mul(add(a, mul(b, c)).named("v"), 3).named("J");
///
/// System.out.println(GraphDump.mermaid(loss));                          // paste into Markdown
/// GraphDump.of(loss).values().gradients().write(Path.of("J.html"));     // open in a browser
/// ```
/// In every picture boxes are ops, rounded boxes variables; data and constants have shapes of their own, which
/// the legend shows. A scope is a frame, or one box where it is collapsed. What is computed flows downward;
/// `x0`, `x1`, … at an arrow say which input of the op it is. The value that was asked for has a thick border,
/// one with NaN or infinity in it or in its gradient a red one.
///
/// How it works, in the order to read: `Selection` decides which nodes of the tape are shown and which are
/// drawn as one; `GraphBuilder` makes the `Graph`, which knows nothing of formats; each `…Format` writes it.
/// A new format is one file and one line in `Format`. The SVG picture (and the HTML page around it) is laid
/// out by `Layout`: a cluster is a `Level`, a layered drawing, and becomes one `Item` of the level around it.
package dev.adjoint.core.dump;
