// The source generator: classes with [WitWorld] and the WIT among the additional files become C#.
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Weft.Bindings.Generator.Emission;
using Weft.Bindings.Generator.Input;
using Weft.Bindings.Generator.Planning;
using Weft.Wit;

namespace Weft.Bindings.Generator;

/// <summary>Generates bindings for worlds of WIT.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class BindingsGenerator : IIncrementalGenerator
{
    private const string Attribute = "Weft.Components.WitWorldAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var requests = context.SyntaxProvider.ForAttributeWithMetadataName(Attribute, static (_, _) => true, static (found, _) => WorldRequest.From(found))
            .Where(static request => request is not null);
        var files = context.AdditionalTextsProvider.Where(static text => text.Path.EndsWith(".wit", StringComparison.Ordinal))
            .Select(static (text, cancellationToken) => new WitFile(text.Path, text.GetText(cancellationToken)?.ToString() ?? ""))
            .Collect()
            .Select(static (all, _) => new EquatableList<WitFile>(all.OrderBy(file => file.Path, StringComparer.Ordinal)));
        var folder = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            options.GlobalOptions.TryGetValue("build_property.ProjectDir", out var path) ? path : "");
        context.RegisterSourceOutput(requests.Combine(files).Combine(folder), static (output, input) => Generate(output, input.Left.Left!, input.Left.Right, input.Right));
    }

    private static void Generate(SourceProductionContext context, WorldRequest request, EquatableList<WitFile> files, string projectFolder)
    {
        if (!request.IsPartial)
        {
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.NotPartial, request.Place.ToLocation(), request.Name));
            return;
        }

        foreach (var unknown in request.Unknown)
        {
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.NoTypes, request.Place.ToLocation(), unknown));
        }

        try
        {
            var sourceFolder = Path.GetDirectoryName(request.SourcePath) ?? "";
            var packages = WitFolder.Resolve(files, request.Path, [sourceFolder, projectFolder], new WitOptions { Features = request.Features.ToList() });
            if (packages is null)
            {
                context.ReportDiagnostic(Diagnostic.Create(Diagnostics.NoFiles, request.Place.ToLocation(), request.Path));
                return;
            }

            var world = packages.SelectWorld(request.World);
            Refusals.Check(world, withExports: !request.IsStatic);
            var hint = request.QualifiedName.Replace("global::", "").Replace("@", "") + ".Wit.g.cs";
            context.AddSource(hint, SourceText.From(WorldEmitter.Emit(new WorldPlan(request, world)), Encoding.UTF8));
        }
        catch (WitException error)
        {
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.Wit, Locate(error, request, files), error.Reason));
        }
    }

    private static Location Locate(WitException error, WorldRequest request, EquatableList<WitFile> files)
    {
        if (error.Location is not { } location || files.FirstOrDefault(file => file.Path == location.Path) is not { } file)
        {
            return request.Place.ToLocation();
        }

        // Columns of WIT count characters, those of the compiler the halves of pairs.
        var text = SourceText.From(file.Text);
        var line = text.Lines[Math.Min(location.Line, text.Lines.Count) - 1];
        var column = 0;
        for (var left = location.Column - 1; left > 0 && line.Start + column < line.End; left--)
        {
            column += char.IsHighSurrogate(text[line.Start + column]) && line.Start + column + 1 < line.End ? 2 : 1;
        }

        var span = new TextSpan(line.Start + column, line.Start + column < line.End ? 1 : 0);
        return Location.Create(file.Path, span, text.Lines.GetLinePositionSpan(span));
    }
}
