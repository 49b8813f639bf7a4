package dev.belay.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Everything a published module shows has Javadoc. Doclint checks what a comment says; with its
 * group {@code missing} it would also ask for a tag beside every sentence that already says it, so
 * that the presence of a comment is checked here.
 */
class PublicJavadocTest {
  private static final Set<String> PUBLISHED = Set.of("core", "engine");

  private final List<String> bare = new ArrayList<>();
  private int seen;

  @Test
  void everythingPublicInAPublishedModule_hasJavadoc() throws IOException {
    SourceTree tree = SourceTree.read();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<Path> sources =
          tree.java().stream()
              .filter(file -> PUBLISHED.contains(file.path().split("/", 2)[0]))
              .filter(file -> file.path().contains("/src/main/java/"))
              .map(file -> tree.root().resolve(file.path()))
              .toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        TreePath path = new TreePath(unit);
        for (Tree type : unit.getTypeDecls()) {
          if (type instanceof ClassTree declared) {
            visit(docs, new TreePath(path, type), declared, false);
          }
        }
      }
    }
    assertThat(seen).as("public declarations seen").isPositive();
    assertThat(bare).as("public declarations without Javadoc: say what they are").isEmpty();
  }

  private void visit(DocTrees docs, TreePath path, ClassTree type, boolean inInterface) {
    if (!shown(type.getModifiers(), inInterface)) {
      return;
    }
    check(docs, path, type.getSimpleName().toString());
    boolean isInterface =
        type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
    for (Tree member : type.getMembers()) {
      TreePath memberPath = new TreePath(path, member);
      if (member instanceof ClassTree nested) {
        visit(docs, memberPath, nested, isInterface);
      } else if (member instanceof MethodTree method) {
        boolean silent = overrides(method) || isRecordConstructor(type, method);
        if (!silent && shown(method.getModifiers(), isInterface)) {
          check(docs, memberPath, type.getSimpleName() + "." + method.getName());
        }
      } else if (member instanceof VariableTree field) {
        boolean component = type.getKind() == Tree.Kind.RECORD && !isStatic(field);
        if (!component && shown(field.getModifiers(), isInterface)) {
          check(docs, memberPath, type.getSimpleName() + "." + field.getName());
        }
      }
    }
  }

  private void check(DocTrees docs, TreePath path, String name) {
    seen++;
    String comment = docs.getDocComment(path);
    if (comment == null || comment.isBlank()) {
      bare.add(name);
    }
  }

  private static boolean shown(ModifiersTree modifiers, boolean inInterface) {
    Set<Modifier> flags = modifiers.getFlags();
    return (inInterface && !flags.contains(Modifier.PRIVATE))
        || flags.contains(Modifier.PUBLIC)
        || flags.contains(Modifier.PROTECTED);
  }

  private static boolean overrides(MethodTree method) {
    for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
      if (annotation.getAnnotationType().toString().equals("Override")) {
        return true;
      }
    }
    return false;
  }

  /** The record's own comment describes its components, hence its canonical constructor too. */
  private static boolean isRecordConstructor(ClassTree type, MethodTree method) {
    return type.getKind() == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
  }

  private static boolean isStatic(VariableTree field) {
    return field.getModifiers().getFlags().contains(Modifier.STATIC);
  }
}
