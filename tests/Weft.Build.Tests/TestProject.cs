// A project of a user in a folder of its own, built as its user would build it.
using System.Diagnostics;
using Weft.Tests.Shared;

namespace Weft.Build.Tests;

/// <summary>A project with WasmModule items.</summary>
internal sealed class TestProject : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    /// <summary>Writes the project.</summary>
    /// <param name="items">Its items.</param>
    /// <param name="program">Its program.</param>
    /// <param name="properties">More of its properties.</param>
    public TestProject(string items, string program, string properties = "")
    {
        var build = Repository.PathOf("src", "Weft.Build", "build");
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            Write(name, "<Project />");
        }

        Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{build}/Weft.Build.props" />
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <InvariantGlobalization>true</InvariantGlobalization>
                <RootNamespace>My.App</RootNamespace>
                <WeftBuildTool>{AppContext.BaseDirectory}Weft.Build.dll</WeftBuildTool>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{AppContext.BaseDirectory}Weft.dll" />
                <Reference Include="{AppContext.BaseDirectory}Weft.Wasm.dll" />
                {items}
              </ItemGroup>
              <Import Project="{build}/Weft.Build.targets" />
            </Project>
            """);
        Write("Program.cs", program);
    }

    /// <summary>A path in the project's folder.</summary>
    public string PathOf(params string[] parts) => Path.Combine([_folder.FullName, .. parts]);

    /// <summary>Writes a file of the project.</summary>
    public void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public void Write(string name, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), bytes);
    }

    /// <summary>Runs the command of .NET in the folder.</summary>
    public (int ExitCode, string Output) Dotnet(params string[] arguments) => Start("dotnet", [.. arguments, "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"]);

    /// <summary>Runs a program in the folder.</summary>
    public (int ExitCode, string Output) Start(string program, params string[] arguments) => Run(_folder.FullName, program, arguments);

    /// <summary>Runs a program in a folder.</summary>
    public static (int ExitCode, string Output) Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };

        // The build that runs the tests is another.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(8)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end");
        }

        return (process.ExitCode, (output.Result + error.Result).ReplaceLineEndings("\n").TrimEnd());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
