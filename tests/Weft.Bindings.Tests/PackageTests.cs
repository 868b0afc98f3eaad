using System.Diagnostics;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Bindings.Tests;

/// <summary>The package, used as its users would use it: the sample is built with it, outside the repository.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string s_configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_sample_is_built_with_the_package()
    {
        foreach (var project in new[] { "Weft.Wasm", "Weft", "Weft.Components", "Weft.Bindings" })
        {
            Run(Repository.Root, "pack", Repository.PathOf("src", project), "--no-build", "-p:BuildProjectReferences=false", "-c", s_configuration, "-o", Path.Combine(_folder.FullName, "packages"));
        }

        foreach (var file in new[] { "Program.cs", "filter.wit", "shout.wat" })
        {
            File.Copy(Repository.PathOf("samples", "Plugin", file), Path.Combine(_folder.FullName, file));
        }

        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write("nuget.config", "<configuration><packageSources><clear /><add key=\"here\" value=\"packages\" /></packageSources></configuration>");
        Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <UseAppHost>false</UseAppHost>
                <RestorePackagesPath>restored</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Weft.Bindings" Version="[0.1.0]" />
                <Content Include="shout.wat" CopyToOutputDirectory="PreserveNewest" />
              </ItemGroup>
            </Project>
            """);
        Run(_folder.FullName, "build", "-v", "quiet", "--nologo", "-o", "out");
        Assert.Contains("hello: now HELLO", Run(_folder.FullName, "exec", "out/app.dll"));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private static string Run(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }
}
