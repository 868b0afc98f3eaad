// Runs the generator on a source and files of WIT, as the compiler does.
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Weft.Bindings.Tests;

internal static class Generation
{
    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Runs it.</summary>
    /// <param name="source">The source, which is the file /project/Program.cs.</param>
    /// <param name="files">The WIT, under the folder /project.</param>
    public static (string[] Sources, Diagnostic[] Diagnostics, Compilation Compilation) Run(string source, params (string Path, string Text)[] files) =>
        Run(null, source, files);

    /// <summary>Runs it on a source that refers to a library.</summary>
    public static (string[] Sources, Diagnostic[] Diagnostics, Compilation Compilation) Run(Compilation? library, string source, params (string Path, string Text)[] files)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary);
        var tree = CSharpSyntaxTree.ParseText(source, path: "/project/Program.cs");
        var compilation = CSharpCompilation.Create("Test", [tree], library is null ? s_references : [.. s_references, library.ToMetadataReference()], options);
        var texts = files.Select(file => (AdditionalText)new Text("/project/" + file.Path, file.Text));
        var driver = CSharpGeneratorDriver.Create([GeneratorLoader.Make().AsSourceGenerator()], texts)
            .RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var diagnostics);
        return ([.. driver.GetRunResult().GeneratedTrees.Select(generated => generated.ToString())], [.. diagnostics], updated);
    }

    /// <summary>Runs it on one file of WIT, and checks that what it generates compiles.</summary>
    public static string Compile(string wit, string arguments = "")
    {
        var (sources, diagnostics, compilation) = Run($"[Weft.Components.WitWorld(\"a.wit\"{arguments})] public partial class Tested;", ("a.wit", wit));
        Xunit.Assert.Empty(diagnostics);
        Xunit.Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        return Xunit.Assert.Single(sources);
    }

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    /// <summary>Loads the generator as the compiler does: with what lies beside it, apart from what the tests are built with.</summary>
    private sealed class GeneratorLoader : AssemblyLoadContext
    {
        // The folder of these tests is artifacts/bin/<project>/<configuration>.
        private static readonly string s_folder = Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Weft.Bindings.Generator", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));

        private static readonly Type s_generator = new GeneratorLoader().LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(s_folder, "Weft.Bindings.Generator.dll")))
            .GetType("Weft.Bindings.Generator.BindingsGenerator", throwOnError: true)!;

        public static IIncrementalGenerator Make() => (IIncrementalGenerator)Activator.CreateInstance(s_generator)!;

        protected override System.Reflection.Assembly? Load(System.Reflection.AssemblyName assemblyName) =>
            assemblyName.Name == "Weft.Wit" ? LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(s_folder, "Weft.Wit.dll"))) : null;
    }
}
