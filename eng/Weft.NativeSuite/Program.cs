// Writes a project whose program has the modules of the specification's scripts in it, translated for NativeAOT, and runs the scripts on them:
//
//   dotnet run --project eng/Weft.NativeSuite -- SYSTEM FOLDER SCRIPTS...
//   dotnet publish FOLDER -o OUT && OUT/suite
using System.Text;
using Weft;
using Weft.Wast;

if (args.Length < 3)
{
    Console.Error.WriteLine("usage: Weft.NativeSuite SYSTEM FOLDER SCRIPTS... (folders with .wast files)");
    return 1;
}

var (target, folder) = (args[0], Path.GetFullPath(args[1]));
var scripts = args[2..].SelectMany(path => Directory.EnumerateFiles(path, "*.wast", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
    .Select(Path.GetFullPath).ToList();
var modules = Directory.CreateDirectory(Path.Combine(folder, "modules")).FullName;
var references = Directory.CreateDirectory(Path.Combine(folder, "reference")).FullName;
var count = 0;
var usesGuardPages = false;
var options = new EngineOptions { Tier = ExecutionTier.Interpreter };
foreach (var script in scripts)
{
    // Running the script tells which modules it loads.
    ScriptRunner.Run(script, File.ReadAllBytes(script), options, (engine, definition) =>
    {
        var module = engine.LoadModule(definition);
        var translated = engine.Translate(module, new TranslateOptions { AssemblyName = $"M{count}", ClassName = $"Weft.Suite.M{count}", Target = target });
        usesGuardPages |= translated.UsesGuardPages;
        File.WriteAllBytes(Path.Combine(modules, $"M{count}.dll"), translated.Assembly.Span);
        File.WriteAllBytes(Path.Combine(references, $"M{count}.dll"), translated.ReferenceAssembly.Span);
        count++;
        return module;
    });
}

var cases = new StringBuilder();
for (var i = 0; i < count; i++)
{
    cases.AppendLine($"        {i} => Weft.Suite.M{i}.Load(engine),");
}

File.WriteAllText(Path.Combine(folder, "Modules.cs"), $$"""
    using Weft;

    internal static class Modules
    {
        public const int Count = {{count}};
        public const BoundsChecks BoundsChecks = Weft.BoundsChecks.{{(usesGuardPages ? "GuardPages" : "Explicit")}};

        public static Module Load(int index, Engine engine) => index switch
        {
    {{cases}}        _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };
    }

    """);
using (var text = new StreamReader(typeof(Program).Assembly.GetManifestResourceStream("Suite.cs")!))
{
    File.WriteAllText(Path.Combine(folder, "Suite.cs"), text.ReadToEnd());
}

File.WriteAllLines(Path.Combine(folder, "scripts.txt"), scripts);
foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
{
    File.WriteAllText(Path.Combine(folder, name), "<Project />\n");
}

File.WriteAllText(Path.Combine(folder, "suite.csproj"), $"""
    <Project Sdk="Microsoft.NET.Sdk">
      <PropertyGroup>
        <OutputType>Exe</OutputType>
        <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
        <RuntimeIdentifier>{target}</RuntimeIdentifier>
        <Nullable>enable</Nullable>
        <ImplicitUsings>enable</ImplicitUsings>
        <PublishAot>true</PublishAot>
        <InvariantGlobalization>true</InvariantGlobalization>
        <NativeDebugSymbols>false</NativeDebugSymbols>
      </PropertyGroup>
      <ItemGroup>
        <Reference Include="{AppContext.BaseDirectory}Weft.dll;{AppContext.BaseDirectory}Weft.Wasm.dll;{AppContext.BaseDirectory}Weft.Components.dll;{AppContext.BaseDirectory}Weft.Wast.dll" />
        <None Include="scripts.txt" CopyToOutputDirectory="Always" CopyToPublishDirectory="Always" />
      </ItemGroup>
      <Target Name="AddModules" AfterTargets="ResolveAssemblyReferences">
        <ItemGroup>
          <Module Include="modules/*.dll" />
          <ReferencePath Include="@(Module->'%(FullPath)')" ReferenceAssembly="$(MSBuildProjectDirectory)/reference/%(Filename).dll" />
          <ReferenceCopyLocalPaths Include="@(Module->'%(FullPath)')" />
        </ItemGroup>
      </Target>
    </Project>

    """);
Console.WriteLine($"{folder}: {count} modules of {scripts.Count} scripts");
return 0;
