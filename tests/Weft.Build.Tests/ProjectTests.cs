// Projects with WasmModule items, built by the .NET SDK.
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Build.Tests;

public sealed class ProjectTests
{
    private const string Module =
        """
        (module
          (import "env" "log" (func $log (param i32) (result i32)))
          (import "env" "base" (global $base i32))
          (type $pair (struct (field (mut i32)) (field (mut externref))))
          (memory (export "memory") 1)
          (global (export "counter") (mut i64) (i64.const 5))
          (func $initialize (export "_initialize") (i32.store (i32.const 0) (i32.const 77)))
          (func (export "add-numbers") (param $left i32) (param $class i32) (result i32)
            (i32.add (local.get 0) (i32.add (global.get $base) (local.get 1))))
          (func (export "two") (param i64) (result i64 f64) (local.get 0) (f64.const 2.5))
          (func (export "log_it") (param i32) (result i32) (call $log (local.get 0)))
          (func (export "keep") (param externref) (result externref) (local $pair (ref null $pair))
            (local.set $pair (struct.new $pair (i32.const 7) (local.get 0)))
            (struct.get $pair 1 (ref.cast (ref $pair) (local.get $pair))))
          (func (export "double") (param v128) (result v128) (i8x16.add (local.get 0) (local.get 0)))
          (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
          (func $load (export "load") (param i32) (result i32) (i32.load (local.get 0)))
          (func $deep (export "deep") (param i32) (result i32)
            (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1))))) (else (i32.const 0)))))
        """;

    private const string Program =
        """
        using System.Runtime.Intrinsics;
        using My.App;
        using Weft;
        using Weft.Wasm;

        using var store = new Store(Calc.Engine);
        var imports = new Imports { Base = new Global(store, new GlobalType(Weft.Wasm.ValueType.I32, false), 100) };
        using var calc = new Calc(store, imports);
        var held = new object();
        calc.Counter++;
        Console.WriteLine($"{calc.Instance.Module.IsPrecompiledFor(false)} {calc.AddNumbers(1, 2)} {calc.Two(7)} {calc.LogIt(20)} {ReferenceEquals(calc.Keep(held), held)}");
        Console.WriteLine($"{calc.Double(Vector128.Create((byte)3))[15]} {calc.Counter} {calc.Memory.Length} {calc.Load(0)}");
        Func<int>[] traps = [() => calc.Divide(1, 0), () => calc.Divide(int.MinValue, -1), () => calc.Load(65536), () => calc.Load(-1), () => calc.Deep(-1)];
        foreach (var trap in traps)
        {
            try
            {
                trap();
            }
            catch (TrapException error)
            {
                Console.WriteLine($"{error.Kind} {error.WasmStackTrace![0].FunctionName}");
            }
        }

        Console.WriteLine(AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.IsDynamic));

        internal sealed class Imports : ICalcImports
        {
            public Global Base { get; init; } = null!;
            public int Log(Caller caller, int p0) => p0 * 2;
        }
        """;

    private const string Expected =
        """
        True 103 (7, 2.5) 40 True
        6 6 65536 77
        IntegerDivideByZero divide
        IntegerOverflow divide
        MemoryOutOfBounds load
        MemoryOutOfBounds load
        StackExhausted deep
        0
        """;

    [Fact]
    public void A_module_is_a_class_of_the_program()
    {
        using var project = new TestProject("""<WasmModule Include="calc.wat" />""", Program);
        project.Write("calc.wat", Module);
        Assert.Equal((0, ""), Filter(project.Dotnet("build", "-c", "Release", "-v", "quiet")));
        Assert.Equal((0, Expected), project.Start("dotnet", project.PathOf("bin", "Release", "net10.0", "app.dll")));
    }

    [Fact]
    public void Only_what_changed_is_translated_again()
    {
        using var project = new TestProject("""<WasmModule Include="one.wat;two.wat" />""", "Console.WriteLine(new My.App.One().F());");
        project.Write("one.wat", """(module (func (export "f") (result i32) (i32.const 1)))""");
        project.Write("two.wat", """(module (func (export "f") (result i32) (i32.const 2)))""");
        Assert.Equal(["one.wat", "two.wat"], Translations(project));
        Assert.Empty(Translations(project));
        project.Write("one.wat", """(module (func (export "f") (result i32) (i32.const 3)))""");
        Assert.Equal(["one.wat"], Translations(project));
        Assert.Equal((0, "3"), project.Start("dotnet", project.PathOf("bin", "Debug", "net10.0", "app.dll")));
        project.Write("app.csproj", File.ReadAllText(project.PathOf("app.csproj")).Replace("<RootNamespace>My.App", "<RootNamespace>Your.App"));
        project.Write("Program.cs", "Console.WriteLine(new Your.App.One().F());");
        Assert.Equal(["one.wat", "two.wat"], Translations(project));
    }

    [Fact]
    public void What_is_wrong_with_a_module_is_an_error_of_its_file()
    {
        using var project = new TestProject("""<WasmModule Include="text.wat;binary.wasm;invalid.wat;1.wat" />""", "");
        project.Write("text.wat", "(module\n  (func (i32.addd)))");
        project.Write("binary.wasm", "\0asm\u0001\0\0\0\u0001\u0007"u8);
        project.Write("invalid.wat", "(module (func $f (result i32)))");
        project.Write("1.wat", "(module)");
        foreach (var (file, message) in new[] { ("text.wat(2,", "unknown operator i32.addd"), ("binary.wasm", "length out of bounds"), ("invalid.wat", "type mismatch") })
        {
            project.Write("app.csproj", System.Text.RegularExpressions.Regex.Replace(
                File.ReadAllText(project.PathOf("app.csproj")), "WasmModule Include=\"[^\"]*\"", $"WasmModule Include=\"{file.Split('(')[0]}\""));
            var (exitCode, output) = project.Dotnet("build", "-v", "quiet");
            Assert.Equal(1, exitCode);
            var error = output.Split('\n').First(line => line.Contains("error", StringComparison.Ordinal));
            Assert.Contains(project.PathOf(file), error);
            Assert.Contains("error WEFT001: " + message, error);
        }
    }

    [Fact]
    public void Missing_files_and_foreign_engines_are_errors()
    {
        using var project = new TestProject("""<WasmModule Include="none.wasm" />""", "");
        Assert.Contains("WEFT003: there is no such file", project.Dotnet("build", "-v", "quiet").Output);
        project.Write("none.wasm", "\0asm\u0001\0\0\0"u8);
        project.Write("app.csproj", File.ReadAllText(project.PathOf("app.csproj")).Replace("<Reference Include", "<None Include"));
        Assert.Contains("WEFT004", project.Dotnet("build", "-v", "quiet").Output);
    }

    [Fact]
    public void A_native_program_has_the_same_results()
    {
        SkipWithoutLinker();
        using var project = new TestProject("""<WasmModule Include="calc.wat" />""", Program, "<PublishAot>true</PublishAot>");
        project.Write("calc.wat", Module);
        Assert.Equal((0, ""), Filter(project.Dotnet("publish", "-c", "Release", "-v", "quiet", "--use-current-runtime", "-o", project.PathOf("out"))));
        Assert.Equal((0, Expected), project.Start(project.PathOf("out", "app")));
    }

    [Fact]
    public void A_library_brings_its_modules_along()
    {
        SkipWithoutLinker();

        // Of all projects here the targets are those of Weft.Build, as in a program that gets the package through a library.
        using var project = new TestProject("""<ProjectReference Include="library/library.csproj" />""", "Console.WriteLine(My.App.One.Answer());", "<EnableDefaultCompileItems>false</EnableDefaultCompileItems>");
        var system = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;
        var text = File.ReadAllText(project.PathOf("app.csproj")).Replace("<ProjectReference", "<Compile Include=\"Program.cs\" /><ProjectReference");
        project.Write("app.csproj", text);
        project.Write("library/library.csproj", text.Replace("<OutputType>Exe</OutputType>", "").Replace("<ProjectReference Include=\"library/library.csproj\" />", "<WasmModule Include=\"one.wat\" />")
            .Replace("\"Program.cs\"", "\"More.cs\""));
        project.Write("library/one.wat", """(module (func (export "f") (result i32) (i32.const 42)))""");
        project.Write("library/More.cs", "namespace My.App; public sealed partial class One { public static int Answer() { using var one = new One(); return one.F(); } }");

        // What publishing for another runtime has left in the folder of the project.
        project.Write("earlier/System.Private.CoreLib.dll", File.ReadAllBytes(typeof(object).Assembly.Location));
        Assert.Equal((0, ""), Filter(project.Dotnet("publish", "app.csproj", "-c", "Release", "-v", "quiet", "-r", system, "-p:PublishAot=true", "-o", project.PathOf("out"))));
        Assert.Equal((0, "42"), project.Start(project.PathOf("out", "app")));
    }

    [Fact]
    public void The_packages_are_all_that_a_project_needs()
    {
        using var project = new TestProject("""<WasmModule Include="calc.wat" />""", Program);
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        foreach (var name in new[] { "Weft.Wasm", "Weft", "Weft.Build" })
        {
            var packed = project.Dotnet("pack", Repository.PathOf("src", name), "--no-build", "-c", configuration, "-v", "quiet", "-o", project.PathOf("feed"));
            Assert.True(packed.ExitCode == 0, packed.Output);
        }

        project.Write("calc.wat", Module);
        project.Write("app.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RootNamespace>My.App</RootNamespace>
                <RestoreSources>feed</RestoreSources>
                <RestorePackagesPath>packages</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Weft.Build" Version="0.1.0" />
                <WasmModule Include="calc.wat" />
              </ItemGroup>
            </Project>
            """);
        Assert.Equal((0, ""), Filter(project.Dotnet("build", "-v", "quiet")));
        Assert.Equal((0, Expected), project.Start("dotnet", project.PathOf("bin", "Debug", "net10.0", "app.dll")));
    }

    private static void SkipWithoutLinker() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && (File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang")), "no C linker on this machine: nothing native is built");

    // What the SDK says although all is well.
    private static (int ExitCode, string Output) Filter((int ExitCode, string Output) result) => result.ExitCode == 0 ? (0, "") : result;

    private static List<string> Translations(TestProject project)
    {
        var (exitCode, output) = project.Dotnet("build", "-v", "normal");
        Assert.True(exitCode == 0, output);
        return [.. output.Split('\n').Where(line => line.Contains("Weft: translating", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[^1])];
    }
}
