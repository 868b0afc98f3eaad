using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class ComponentCommandTests : IDisposable
{
    private const string Wit = """
        package my:app@1.0.0;
        /// Says.
        interface log { say: func(text: string); }
        world app { import log; export run: func() -> u32; }
        world logger { export log; }
        """;

    private const string Core = """
        (module
          (import "my:app/log@1.0.0" "say" (func $say (param i32 i32)))
          (memory (export "memory") 1)
          (func (export "run") (result i32) (call $say (i32.const 0) (i32.const 0)) (i32.const 7)))
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("component").FullName;

    public ComponentCommandTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "wit"));
        File.WriteAllText(Path.Combine(_folder, "wit", "app.wit"), Wit);
        File.WriteAllText(Path.Combine(_folder, "core.wat"), Core);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_module_becomes_a_component_step_by_step()
    {
        Succeed("component", "embed", "wit", "core.wat", "--world", "app", "-o", "embedded.wasm");
        Succeed("component", "new", "embedded.wasm", "-o", "app.wasm");
        Succeed("component", "validate", "app.wasm");
        Assert.Equal(
            """
            package root:component;

            world root {
              import my:app/log@1.0.0;
              export run: func() -> u32;
            }

            package my:app@1.0.0 {
              interface log {
                say: func(text: string);
              }
            }

            """.ReplaceLineEndings("\n"),
            Succeed("component", "wit", "app.wasm"));
        Assert.Equal("", Succeed("component", "targets", "wit", "app.wasm", "--world", "app"));
        Assert.Contains("(import \"my:app/log@1.0.0\"", Succeed("component", "new", "embedded.wasm", "-t"));
        Assert.Contains("world root {", Succeed("component", "wit", "embedded.wasm"));
        Assert.Equal("my:app/log@1.0.0", (string?)JsonNode.Parse(Succeed("component", "wit", "app.wasm", "--json"))!["packages"]![1]!["worlds"]![0]!["imports"]![0]!["name"]);
    }

    [Fact]
    public void Components_are_plugged_together()
    {
        Succeed("component", "embed", "wit", "core.wat", "--world", "app", "-o", "embedded.wasm");
        Succeed("component", "new", "embedded.wasm", "-o", "app.wasm");
        Succeed("component", "embed", "wit", "--world", "logger", "--dummy", "-o", "dummy.wasm");
        Succeed("component", "new", "dummy.wasm", "-o", "logger.wasm");
        Succeed("component", "plug", "app.wasm", "--plug", "logger.wasm", "-o", "whole.wasm");
        Assert.DoesNotContain("import", Succeed("component", "wit", "whole.wasm"));
        var misfit = Run("component", "targets", "wit", "whole.wasm", "--world", "logger");
        Assert.Equal((1, "whole.wasm: the component does not export my:app/log@1.0.0, which the world logger does\n"), (misfit.ExitCode, misfit.Error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public void Components_are_composed_and_run()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "deps", "math"));
        File.WriteAllText(Path.Combine(_folder, "deps", "math", "ops.wat"), """
            (component
              (core module $m (func (export "f") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
              (core instance $i (instantiate $m))
              (func $f (param "x" u32) (result u32) (canon lift (core func $i "f")))
              (instance $n (export "twice" (func $f)))
              (export "math:ops/double" (instance $n)))
            """);
        File.WriteAllText(Path.Combine(_folder, "user.wat"), """
            (component
              (import "math:ops/double" (instance $d (export "twice" (func (param "x" u32) (result u32)))))
              (core func $t (canon lower (func $d "twice")))
              (core module $m
                (import "d" "twice" (func $t (param i32) (result i32)))
                (func (export "run") (param i32) (result i32) (i32.add (call $t (local.get 0)) (i32.const 1))))
              (core instance $i (instantiate $m (with "d" (instance (export "twice" (func $t))))))
              (func (export "run") (param "x" u32) (result u32) (canon lift (core func $i "run"))))
            """);
        File.WriteAllText(Path.Combine(_folder, "whole.wac"), """
            package example:whole;
            let ops = new math:ops {};
            let user = new example:user { double: ops.double };
            export user...;
            """);
        Succeed("component", "compose", "whole.wac", "--dep", "example:user=user.wat", "-o", "whole.wasm");
        Assert.Equal("41\n", Succeed("run", "--invoke", "run(20)", "whole.wasm").ReplaceLineEndings("\n"));
        Assert.Contains("there is no package example:user", Fail("component", "compose", "whole.wac"));
        Assert.Contains("it is PACKAGE=FILE", Fail("component", "compose", "whole.wac", "--dep", "user.wat"));
    }

    [Fact]
    public void A_package_is_written_as_binary_and_read_again()
    {
        Succeed("component", "wit", "wit", "--wasm", "-o", "package.wasm");
        var text = Succeed("component", "wit", "package.wasm");
        Assert.Equal(Succeed("wit", "wit"), text);
        Assert.Contains("/// Says.", text);
        Assert.DoesNotContain("///", Succeed("component", "wit", "package.wasm", "--no-docs"));
        Assert.Contains("(component", Succeed("component", "wit", "wit", "--wat"));
        Assert.Contains("Writing: ", Succeed("component", "wit", "package.wasm", "--out-dir", "out"));
        Assert.Equal(text, File.ReadAllText(Path.Combine(_folder, "out", "app.wit")));
        Assert.Contains("say: func", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Succeed("component", "wit", "out"))));
    }

    [Fact]
    public void Packages_that_others_need_get_files_of_their_own()
    {
        File.WriteAllText(Path.Combine(_folder, "many.wit"), "package a:b; world w { import c:d/i@1.0.0; import c:d/i@2.0.0; import e:d/i; import f:g/i; } package c:d@1.0.0 { interface i {} } package c:d@2.0.0 { interface i {} } package e:d { interface i {} } package f:g { interface i {} }");
        Succeed("component", "wit", "many.wit", "--out-dir", "many");
        Assert.Equal(["c-d@1.0.0.wit", "c-d@2.0.0.wit", "e-d.wit", "g.wit"], Directory.GetFiles(Path.Combine(_folder, "many", "deps")).Select(file => Path.GetFileName(file)!).Order());
        Assert.Equal(Succeed("wit", "many.wit").Split("package c")[0].Trim(), Succeed("wit", "many", "--no-deps").Trim());
    }

    [Fact]
    public void Packages_beside_a_folder_may_be_binary()
    {
        Succeed("component", "wit", "wit", "-w", "-o", "app.wasm");
        Directory.CreateDirectory(Path.Combine(_folder, "other", "deps"));
        File.WriteAllText(Path.Combine(_folder, "other", "other.wit"), "package my:other; world w { import my:app/log@1.0.0; }");
        File.Move(Path.Combine(_folder, "app.wasm"), Path.Combine(_folder, "other", "deps", "app.wasm"));
        Assert.Contains("say: func(text: string);", Succeed("component", "wit", "other"));
        File.WriteAllText(Path.Combine(_folder, "other", "deps", "bad.wasm"), "(module)");
        Assert.Contains("is no WIT package in the binary format", Fail("component", "wit", "other"));
    }

    [Fact]
    public void Dummies_and_sections_are_made_from_a_world_alone()
    {
        Assert.Contains("(export \"cm32p2||run\"", Succeed("component", "embed", "wit", "--world", "app", "--dummy", "-t"));
        Assert.Contains("(export \"cabi_realloc\"", Succeed("component", "embed", "wit", "--world", "my:app/app@1.0.0", "--dummy-names", "legacy", "-t"));
        Succeed("component", "embed", "wit", "--world", "app", "--encoding", "utf16", "--only-custom", "-o", "section.wasm");
        Succeed("component", "validate", "section.wasm");
    }

    [Fact]
    public void An_adapter_has_the_name_of_its_file()
    {
        File.WriteAllText(Path.Combine(_folder, "program.wat"), "(module (import \"old\" \"f\" (func)) (memory (export \"memory\") 1))");
        File.WriteAllText(Path.Combine(_folder, "old.reactor.wat"), "(module (func (export \"f\")) (func (export \"g\")))");
        Succeed("component", "new", "program.wat", "--adapt", "old.reactor.wat", "-o", "a.wasm");
        Succeed("component", "new", "program.wat", "--adapt", "old=old.reactor.wat", "-o", "b.wasm");
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "a.wasm")), File.ReadAllBytes(Path.Combine(_folder, "b.wasm")));
        Assert.Contains("import f from old", Run("component", "new", "program.wat", "--adapt", "other=old.reactor.wat", "-o", "c.wasm").Error.Replace("imports", "import"));
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        Assert.Contains("is a core module without WIT", Fail("component", "wit", "core.wat"));
        Assert.Contains("has 2 worlds", Fail("component", "embed", "wit", "core.wat", "-o", "x.wasm"));
        Assert.Contains("have one made with --dummy", Fail("component", "embed", "wit", "--world", "app", "-o", "x.wasm"));
        Assert.Contains("is no string encoding", Fail("component", "embed", "wit", "core.wat", "--world", "app", "--encoding", "latin1"));
        Assert.Contains("choose one of", Fail("component", "wit", "wit", "-w", "--json"));
        Assert.Contains("weft component new", Fail("component", "plug", "core.wat", "--plug", "core.wat", "-o", "x.wasm"));
        Succeed("component", "embed", "wit", "--world", "app", "--only-custom", "-o", "section.wasm");
        Assert.Contains("is a component already", Fail("component", "new", "section.wasm", "-o", "x.wasm"));
        Assert.False(File.Exists(Path.Combine(_folder, "x.wasm")));
    }

    private WeftResult Run(params string[] arguments) => WeftProcess.Run(null, arguments, _folder);

    private string Succeed(params string[] arguments)
    {
        var result = Run(arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output.ReplaceLineEndings("\n");
    }

    private string Fail(params string[] arguments)
    {
        var result = Run(arguments);
        Assert.Equal(1, result.ExitCode);
        return result.Error;
    }
}
