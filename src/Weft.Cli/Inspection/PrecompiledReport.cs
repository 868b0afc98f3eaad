// What `weft inspect` says about something precompiled: what its header says, then what is known of the original in it.
using System.Globalization;
using System.Text.Json.Nodes;

namespace Weft.Cli.Inspection;

/// <summary>The facts about one precompiled module or component.</summary>
/// <param name="info">What its header says.</param>
/// <param name="original">The facts about the original.</param>
internal sealed class PrecompiledReport(PrecompiledInfo info, IReport original) : IReport
{
    /// <inheritdoc/>
    public void Write(TextWriter output, string file)
    {
        var kind = info.Kind switch
        {
            PrecompiledCodeKind.Native => "a native program for " + info.Target,
            PrecompiledCodeKind.ReadyToRun => "machine code for " + info.Target,
            _ => "portable code",
        };
        string[] options =
        [
            info.UsesGuardPages ? "guard pages" : "explicit bounds checks",
            .. info.MetersFuel ? ["counts fuel"] : Array.Empty<string>(),
            .. info.CanonicalizesNaNs ? ["canonical NaNs"] : Array.Empty<string>(),
            .. info.HasDeterministicRelaxedSimd ? ["deterministic relaxed SIMD"] : Array.Empty<string>(),
        ];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: precompiled, {kind}, {info.CodeBytes} bytes of code for {info.Modules} modules"));
        output.WriteLine($"  by weft {info.EngineVersion}{(info.IsOfThisBuild ? "" : ", another build than this one")}; {string.Join(", ", options)}");
        original.Write(output, "original");
    }

    /// <inheritdoc/>
    public JsonObject ToJson(string file)
    {
        var json = original.ToJson(file);
        json["precompiled"] = new JsonObject
        {
            ["code"] = info.Kind switch { PrecompiledCodeKind.Native => "native", PrecompiledCodeKind.ReadyToRun => "machine", _ => "portable" },
            ["target"] = info.Target,
            ["codeSize"] = info.CodeBytes,
            ["modules"] = info.Modules,
            ["engine"] = info.EngineVersion,
            ["isOfThisBuild"] = info.IsOfThisBuild,
            ["guardPages"] = info.UsesGuardPages,
            ["fuel"] = info.MetersFuel,
            ["canonicalNaNs"] = info.CanonicalizesNaNs,
            ["deterministicRelaxedSimd"] = info.HasDeterministicRelaxedSimd,
        };
        return json;
    }
}
