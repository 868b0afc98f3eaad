// The NuGet package of the compiler of machine code, in the version of the running runtime.
namespace Weft.Precompilation;

/// <summary>The package, and where NuGet keeps it.</summary>
internal sealed class ReadyToRunPackage
{
    // The sources that NuGet is configured with are used as they are, and NuGet checks what it gets against them.
    private string ProjectText => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
          </PropertyGroup>
          <ItemGroup>
            <PackageDownload Include="{_name}" Version="[{_version}]" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _name = $"microsoft.netcore.app.crossgen2.{CodeTarget.Current}";
    private readonly string _version = Environment.Version.ToString(3);

    /// <summary>Where it is, once it was restored.</summary>
    public string Folder => Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages
            ? packages
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        _name,
        _version);

    /// <summary>Lets NuGet fetch it.</summary>
    /// <returns>Why that failed; null when it did not.</returns>
    public async Task<string?> RestoreAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("weft-");
        try
        {
            var project = Path.Combine(folder.FullName, "compiler.csproj");
            await File.WriteAllTextAsync(project, ProjectText, cancellation).ConfigureAwait(false);
            var (exitCode, output) = await ReadyToRunCompiler.RunAsync("dotnet", ["restore", project, "--verbosity", "quiet"], cancellation).ConfigureAwait(false);
            return exitCode == 0 ? null : output.Length != 0 ? output : $"dotnet restore ended with {exitCode}";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"there is no dotnet command: {error.Message}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_name} {_version}";
}
