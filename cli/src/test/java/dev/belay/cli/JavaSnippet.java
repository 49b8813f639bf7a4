package dev.belay.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the Java of the documentation as its reader would: against the published classes. */
final class JavaSnippet {
  private static final Pattern TYPE =
      Pattern.compile(
          "^(?:public |final |abstract |sealed )*(?:class|record|interface|enum) (\\w+)",
          Pattern.MULTILINE);

  private JavaSnippet() {}

  /** What the compiler complains about, warnings too; statements are put into a method first. */
  static List<String> compile(String snippet) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-Xlint:all,-path,-classfile,-processing",
            "-proc:none",
            "-implicit:none",
            "-d",
            System.getProperty("java.io.tmpdir"),
            "-classpath",
            System.getProperty("java.class.path"));
    // The analysis is what is wanted: it writes no class files.
    var task =
        (com.sun.source.util.JavacTask)
            compiler.getTask(null, null, diagnostics, options, null, List.of(source(snippet)));
    try {
      task.analyze();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    List<String> complaints = new ArrayList<>();
    for (Diagnostic<?> diagnostic : diagnostics.getDiagnostics()) {
      complaints.add(diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ROOT));
    }
    return complaints;
  }

  private static JavaFileObject source(String snippet) {
    Matcher type = TYPE.matcher(snippet);
    String name = type.find() ? type.group(1) : "Snippet";
    String code = type.reset().find() ? snippet : wrapped(snippet);
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return code;
      }
    };
  }

  private static String wrapped(String statements) {
    String imports =
        statements.lines().filter(JavaSnippet::isImport).collect(Collectors.joining("\n"));
    String body =
        statements.lines().filter(line -> !isImport(line)).collect(Collectors.joining("\n"));
    return imports + "\nclass Snippet { void run() throws Exception {\n" + body + "\n} }\n";
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }
}
