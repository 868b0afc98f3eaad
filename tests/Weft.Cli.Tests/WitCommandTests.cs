using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class WitCommandTests
{
    private const string Text = "package a:b@1.0.0;\n/// Says.\ninterface i { use c:d/e.{t}; resource r { m: func(); } type own-r = own<r>; say: func(x: list<t>) -> option<r>; @unstable(feature = x) extra: func(); }\nworld w { export i; }\npackage c:d { interface e { type t = u8; } }\n";

    [Fact]
    public void A_package_is_printed_with_what_it_depends_on() => Assert.Equal(
        """
        package a:b@1.0.0;

        /// Says.
        interface i {
          use c:d/e.{t};

          resource r {
            m: func();
          }

          type own-r = own<r>;

          say: func(x: list<t>) -> option<r>;
        }

        world w {
          import c:d/e;
          export i;
        }

        package c:d {
          interface e {
            type t = u8;
          }
        }

        """.ReplaceLineEndings("\n"),
        Run(Text).Output);

    [Fact]
    public void The_package_alone_and_features_are_chosen()
    {
        Assert.DoesNotContain("package c:d", Run(Text, "--no-deps").Output);
        Assert.DoesNotContain("extra", Run(Text).Output);
        Assert.Contains("extra: func();", Run(Text, "--features", "x").Output);
        Assert.Contains("extra: func();", Run(Text, "--all-features").Output);
        Assert.Contains("--proposals", Run("package a:b; interface i { type t = error-context; }").Error);
        Assert.Equal(0, Run("package a:b; interface i { type t = error-context; }", "--proposals").ExitCode);
    }

    [Fact]
    public void Json_has_the_resolved_model()
    {
        var report = JsonNode.Parse(Run(Text, "--json").Output)!;
        Assert.Equal("a:b@1.0.0", (string?)report["root"]);
        Assert.Equal(["c:d", "a:b@1.0.0"], report["packages"]!.AsArray().Select(package => (string?)package!["name"]));
        var root = report["packages"]![1]!;
        var item = root["interfaces"]![0]!;
        Assert.Equal(("a:b/i@1.0.0", "Says."), ((string?)item["name"], (string?)item["documentation"]));
        Assert.Equal(["use", "resource", "alias"], item["types"]!.AsArray().Select(type => (string?)type!["kind"]));
        Assert.Equal("own<r>", (string?)item["types"]![2]!["type"]);
        Assert.Equal(("list<t>", "option<r>"), ((string?)item["functions"]![0]!["parameters"]![0]!["type"], (string?)item["functions"]![0]!["result"]));
        Assert.Equal("c:d/e", (string?)root["worlds"]![0]!["imports"]![0]!["interface"]);
        Assert.Equal("a:b/i@1.0.0", (string?)root["worlds"]![0]!["exports"]![0]!["name"]);
        Assert.Single(JsonNode.Parse(Run(Text, "--json", "--no-deps").Output)!["packages"]!.AsArray());
    }

    [Fact]
    public void Folders_are_read_and_files_written()
    {
        var folder = Directory.CreateTempSubdirectory("wit").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "wit", "deps"));
            File.WriteAllText(Path.Combine(folder, "wit", "world.wit"), "package a:b; world w { import c:d/e; }");
            File.WriteAllText(Path.Combine(folder, "wit", "deps", "c.wit"), "package c:d; interface e {}");
            Assert.Equal("", WeftProcess.Run(null, ["wit", "wit", "-o", "out.wit"], folder).Output);
            Assert.Equal(File.ReadAllText(Path.Combine(folder, "out.wit")), WeftProcess.Run(null, ["wit", "out.wit"], folder).Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void An_error_shows_its_line()
    {
        var result = Run("package a:b;\ninterface i {\n\tf: func(x: nothing);\n}");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("weft: standard input:3:13: there is no type `nothing` here", result.Error);
        Assert.EndsWith("  \tf: func(x: nothing);\n  \t           ^\n", result.Error.ReplaceLineEndings("\n"));
        Assert.Equal(1, WeftProcess.Run("wit", "nothing.wit").ExitCode);
    }

    private static WeftResult Run(string text, params string[] options) => WeftProcess.Run(Encoding.UTF8.GetBytes(text), ["wit", "-", .. options]);
}
