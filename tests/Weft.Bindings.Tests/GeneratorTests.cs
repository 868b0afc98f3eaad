using Microsoft.CodeAnalysis;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Bindings.Tests;

/// <summary>What is generated, and what is reported.</summary>
public sealed class GeneratorTests
{
    [Theory]
    [InlineData("plugin")]
    [InlineData("middleware")]
    public void What_is_generated_is_what_it_was(string name)
    {
        var wit = File.ReadAllText(Repository.PathOf("tests/Weft.Bindings.Tests/golden", name + ".wit"));
        var path = Repository.PathOf("tests/Weft.Bindings.Tests/golden", name + ".cs.txt");
        var generated = Generation.Compile(wit);
        if (Environment.GetEnvironmentVariable("WEFT_BLESS") == "1")
        {
            File.WriteAllText(path, generated);
        }

        Assert.Equal(File.ReadAllText(path), generated);
        Assert.Equal(generated, Generation.Compile(wit));
    }

    [Fact]
    public void Names_that_csharp_has_a_meaning_for_or_that_meet_are_changed()
    {
        var generated = Generation.Compile("""
            package a:b;
            interface tested {
              record tested { tested: u8, equality-contract: string, to-string: string, a-b: u8, ab: u8 }
              variant instance { instance, value(u8), payload(u8), single, instance-instance(u8) }
              enum get-type { equals, none, class }
              flags none { none, get-hash-code }
              resource add-to { constructor(class: u8); get-type: func(%string: string, this: u8) -> instance; dispose: func(); handle: func(); codecs: func(); }
              add-to-resource: func(event: tested, namespace: get-type, f: none) -> u8;
              exports: func();
              create-add-to: func();
              resource r1 { constructor(); f1: func(codecs: list<borrow<r1>>, cancellation-token: u8); f-1: func(); }
              resource r-1 { constructor(); r1-f: static func(); }
              f1: func(); f-1: func(); r1-f1: func();
              record x { own-one: r1, s: string }
              record x-codec { own-one: r1 }
              pass: func(x: x, c: x-codec) -> tuple<x, x-codec>;
            }
            interface codecs { a: func(); equals: func(obj: u8) -> bool; }
            interface %export { codecs: func(); }
            world w {
              record load { s: string } enum store { check } variant %world { lift-case(load) } record check { f: f32, s: string }
              import all: func(a: load, b: store, c: %world, d: check);
              import tested; import codecs; export tested; export codecs; export %export;
              import tested-imports: func(); import add-to: func();
              export instantiate: func(); export tested: func(); export instance: func();
            }
            """, ", Async = true");
        Assert.Contains("@class", generated);
        Assert.Contains("@event", generated);
    }

    [Fact]
    public void Documentation_cannot_end_its_comment()
    {
        var generated = Generation.Compile("package a:b;\n/// One.\u2028 public class Escaped;\u2029 public class Escaped; </summary> */\nworld w { export f: func(); }");
        Assert.DoesNotContain(generated.Split('\n', '\u2028', '\u2029', '\u0085'), line => line.TrimStart().StartsWith("public class Escaped", StringComparison.Ordinal));
        Assert.Contains("&lt;/summary&gt;", generated);
    }

    [Fact]
    public void Interfaces_of_one_name_get_that_of_their_package()
    {
        var generated = Generation.Compile("""
            package a:b;
            world w { import x:one/types@1.0.0; import x:two/types@1.0.0; import y:two/types@1.0.0; import y:two/types@1.1.0; }
            package x:one@1.0.0 { interface types { f: func(); } }
            package x:two@1.0.0 { interface types { f: func(); } }
            package y:two@1.0.0 { interface types { f: func(); } }
            package y:two@1.1.0 { interface types { f: func(); } }
            """);
        Assert.Contains("interface IOneTypes", generated);
        Assert.Contains("interface IXTwoTypes", generated);
        Assert.Contains("interface IYTwoTypes1_0_0", generated);
        Assert.Contains("interface IYTwoTypes1_1_0", generated);
    }

    [Theory]
    [InlineData("package a:b;\nworld w {\n  import f: func(a: strin);\n}", 3, 21, "strin")]
    [InlineData("package a:b;\nworld w { import 😀; }", 2, 18, "")]
    [InlineData("package a:b;\nworld w {\n  import f: async func();\n}", 3, 10, "asynchronous")]
    [InlineData("package a:b;\nworld w {\n  import f: func() -> stream<u8>;\n}", 3, 10, "streams")]
    [InlineData("package a:b;\nworld w {\n  export f: func(a: list<option<future>>);\n}", 3, 10, "futures")]
    [InlineData("package a:b;\ninterface i { type t = map<u8, u8>; }\nworld w { import i; }", 2, 20, "maps")]
    public void Errors_of_wit_are_reported_where_they_are(string wit, int line, int column, string part)
    {
        var (sources, diagnostics, _) = Generation.Run("[Weft.Components.WitWorld(\"a.wit\")] public partial class Tested;", ("a.wit", wit));
        var diagnostic = Assert.Single(diagnostics);
        Assert.Empty(sources);
        Assert.Equal("WEFT1001", diagnostic.Id);
        Assert.Equal("/project/a.wit", diagnostic.Location.GetLineSpan().Path);
        Assert.Equal((line, column), (diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1, diagnostic.Location.GetLineSpan().StartLinePosition.Character + 1));
        Assert.Contains(part, diagnostic.GetMessage());
    }

    [Fact]
    public void Flags_that_no_component_can_have_are_reported()
    {
        var flags = string.Join(", ", Enumerable.Range(0, 33).Select(i => $"flag{i}"));
        var (_, diagnostics, _) = Generation.Run(
            "[Weft.Components.WitWorld(\"a.wit\")] public partial class Tested;", ("a.wit", $"package a:b;\nworld w {{\n  flags many {{ {flags} }}\n}}"));
        Assert.Contains("33 flags", Assert.Single(diagnostics).GetMessage());
    }

    [Theory]
    [InlineData("[Weft.Components.WitWorld(\"missing.wit\")] public partial class Tested;", "WEFT1002")]
    [InlineData("[Weft.Components.WitWorld(\"a.wit\")] public class Tested;", "WEFT1003")]
    [InlineData("class Outer { [Weft.Components.WitWorld(\"a.wit\")] public partial class Tested; }", "WEFT1003")]
    [InlineData("[Weft.Components.WitWorld(\"a.wit\")] public partial class Tested<T>;", "WEFT1003")]
    [InlineData("[Weft.Components.WitWorld(\"a.wit\", TypesFrom = new[] { typeof(string) })] public partial class Tested;", "WEFT1004")]
    [InlineData("[Weft.Components.WitWorld(\"a.wit\", World = \"other\")] public partial class Tested;", "WEFT1001")]
    public void Errors_of_the_attribute_are_reported_there(string source, string id)
    {
        var (_, diagnostics, _) = Generation.Run(source, ("a.wit", "package a:b; world w {}"));
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal("/project/Program.cs", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void Types_of_another_project_are_used()
    {
        const string Io = "package x:io@0.2.1 { interface io { resource input { read: func() -> list<u8>; } record header { name: string } } }";
        var (_, _, library) = Generation.Run(
            "namespace Library { [Weft.Components.WitWorld(\"a.wit\")] public static partial class Io; }", ("a.wit", $"package a:b; world w {{ import x:io/io@0.2.1; }} {Io}"));
        var wit = "package a:b; interface mine { use x:io/io@0.2.0.{input, header}; send: func(to: input, what: header); } world w { use x:io/io@0.2.0.{input}; import mine; export run: func(what: input); } "
            + Io.Replace("0.2.1", "0.2.0");
        var (sources, diagnostics, compilation) = Generation.Run(
            library.WithAssemblyName("Library"),
            "[Weft.Components.WitWorld(\"a.wit\", TypesFrom = new[] { typeof(Library.Io) })] public partial class Tested;",
            ("a.wit", wit));
        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        var generated = Assert.Single(sources);
        Assert.Contains("void Send(global::Library.Io.Io_.IInput to, global::Library.Io.Io_.Header what)", generated);
        Assert.DoesNotContain("interface IInput", generated);
    }

    [Fact]
    public void Folders_have_their_dependencies_beside_them()
    {
        var (sources, diagnostics, compilation) = Generation.Run(
            "namespace N { public partial class Outer { [Weft.Components.WitWorld(\"wit\", World = \"w\")] private partial class Tested; } }",
            ("wit/b.wit", "package a:b; world w { import c:d/i; include x; }"),
            ("wit/c.wit", "world x { export g: func(); }"),
            ("wit/deps/cd/i.wit", "package c:d; interface i { use e:f/j.{r}; f: func(a: r); }"),
            ("wit/deps/ef.wit", "package e:f; interface j { record r { a: string } }"),
            ("wit/other/x.wit", "no wit"));
        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.Contains("void G()", Assert.Single(sources));
    }
}
