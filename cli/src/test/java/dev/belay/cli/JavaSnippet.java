package dev.belay.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  /** Whether it is a program, not only a declaration. */
  static boolean isProgram(String snippet) {
    return snippet.contains("public static void main(String[] args)");
  }

  /**
   * Compiles a program, runs it in this JVM, and returns what it prints.
   *
   * @param classes a directory for what is compiled
   */
  static String run(String snippet, Path classes, String... args) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    if (!compiler.getTask(null, null, null, options, null, List.of(source(snippet))).call()) {
      throw new AssertionError("the program does not compile:\n" + snippet);
    }
    Matcher type = TYPE.matcher(snippet);
    if (!type.find()) {
      throw new AssertionError("no type in the program:\n" + snippet);
    }
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader =
            new URLClassLoader(
                new java.net.URL[] {classes.toUri().toURL()}, JavaSnippet.class.getClassLoader());
        PrintStream captured = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      Method main = loader.loadClass(type.group(1)).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) args);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
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
