// The run of a scenario, written once for every engine; an engine gives the primitives.
using System.Globalization;
using Weft.Fuzz.Generation;
using Weft.Wasm;

namespace Weft.Fuzz.Differential;

/// <summary>How a call ended, in the words that all engines share.</summary>
/// <param name="Text">The results or the kind of the failure.</param>
/// <param name="Detail">More, for engines of Weft.</param>
/// <param name="Exhausted">Whether a resource ran out.</param>
internal sealed record CallEnd(string Text, string? Detail, bool Exhausted);

/// <summary>A scenario running on one engine.</summary>
internal abstract class GuestSession(Execution execution, Scenario scenario, ModuleFacts facts)
{
    private const int DeepestCallback = 3;

    private ulong _answers;
    private int _depth;
    private bool _hasInstance;

    /// <summary>What is observed.</summary>
    protected Execution Execution { get; } = execution;

    /// <summary>What is done.</summary>
    protected Scenario Scenario { get; } = scenario;

    private IReadOnlyList<ExportPlan> Exports => facts.Exports;

    /// <summary>Whether somebody interrupted the engine.</summary>
    public bool WasInterrupted { get; set; }

    /// <summary>Makes all calls.</summary>
    public void Run()
    {
        _hasInstance = true;
        ObserveState();
        Execution.ComparableCount = Execution.Observations.Count;
        var callable = Callable();
        var reset = Exports.FirstOrDefault(export => export.Name == ModuleGenerator.ResetExport && export.IsCallable);
        for (var call = 0; call < Scenario.Calls && callable.Count > 0; call++)
        {
            if (reset is not null)
            {
                Call(reset, []);
            }

            var dice = Scenario.At("call", (ulong)call);
            var export = callable[call < callable.Count ? call : dice.Next(callable.Count)];
            var arguments = export.Parameters.Select(kind => Scenario.Number(kind, dice)).ToArray();
            var end = Call(export, arguments);
            Execution.Observe($"{export.Name}({Show(export.Parameters, arguments)}) {end.Text}", end.Detail);
            Execution.Count(end.Text.StartsWith('=') ? "returned" : end.Text);
            if (WasInterrupted || end.Exhausted)
            {
                Execution.Ending = WasInterrupted ? Ending.Hang : Ending.ResourceExhausted;
                return;
            }

            ObserveState();
            if (call % 8 == 7)
            {
                ObserveDigests();
            }

            Execution.CompletedCalls++;
            Execution.ComparableCount = Execution.Observations.Count;
        }

        ObserveDigests();
    }

    /// <summary>What a host function does.</summary>
    /// <param name="name">The name of the import.</param>
    /// <param name="parameters">The types of its arguments.</param>
    /// <param name="arguments">The arguments; those that are references are 0.</param>
    /// <param name="results">The types of its results.</param>
    /// <returns>The results.</returns>
    protected UInt128[] Answer(string name, IReadOnlyList<ValueKind> parameters, UInt128[] arguments, IReadOnlyList<ValueKind> results)
    {
        var answer = _answers++;
        var dice = Scenario.At(name, answer);
        if (answer < 200)
        {
            Execution.Observe($"host.{name}({Show(parameters, arguments)})");
        }

        // The start function calls before there is an instance to do anything with.
        switch (_hasInstance || Scenario.ActionOf(name) == HostAction.Throw ? Scenario.ActionOf(name) : HostAction.Answer)
        {
            case HostAction.Throw when dice.OneIn(3):
                throw new HostFailureException();
            case HostAction.CallBack or HostAction.CallThrough when _depth < DeepestCallback:
                CallBack(dice, catches: Scenario.ActionOf(name) == HostAction.CallBack);
                break;
            case HostAction.Poke when PickMemory(dice) is { } poked && MemoryLength(poked) is > 0 and var length:
                WriteMemory(poked, dice.Bits() % length, (byte)dice.Bits());
                break;
            case HostAction.Grow when PickMemory(dice) is { } grown && MemoryLength(grown) < 1 << 20:
                Execution.Observe($"grow {grown} {GrowMemory(grown, 1)}");
                break;
        }

        return [.. results.Select(kind => kind == ValueKind.Ref ? 0 : Scenario.Number(kind, dice))];
    }

    /// <summary>Calls an export.</summary>
    protected abstract CallEnd Call(ExportPlan export, UInt128[] arguments);

    /// <summary>Throws again what the call that ended last threw.</summary>
    protected abstract void Rethrow();

    /// <summary>The bytes that a memory has.</summary>
    protected abstract ulong MemoryLength(string name);

    /// <summary>A digest of a memory's bytes.</summary>
    protected abstract ulong MemoryDigest(string name);

    /// <summary>Writes a byte.</summary>
    protected abstract void WriteMemory(string name, ulong address, byte value);

    /// <summary>Grows a memory; tells its size in pages before, or -1.</summary>
    protected abstract long GrowMemory(string name, ulong pages);

    /// <summary>The value of a global as text; null when the engine cannot tell.</summary>
    protected abstract string? GlobalValue(string name);

    /// <summary>The elements of a table.</summary>
    protected abstract ulong TableLength(string name);

    /// <summary>Values as text.</summary>
    protected string Show(IReadOnlyList<ValueKind> kinds, UInt128[] values) =>
        string.Join(' ', kinds.Select((kind, i) => kind == ValueKind.Ref ? "ref" : Scenario.Show(kind, values[i])));

    private void CallBack(Dice dice, bool catches)
    {
        var callable = Callable();
        if (callable.Count == 0)
        {
            return;
        }

        var export = dice.Pick(callable);
        var arguments = export.Parameters.Select(kind => Scenario.Number(kind, dice)).ToArray();
        _depth++;
        var end = Call(export, arguments);
        _depth--;
        Execution.Observe($"back {export.Name}({Show(export.Parameters, arguments)}) {end.Text}", end.Detail);
        var passes = !catches && (Scenario.ExceptionsPassHost || end.Text != TrapNames.Of(TrapKind.UncaughtException));
        if (!end.Text.StartsWith('=') && (passes || end.Exhausted || WasInterrupted))
        {
            Rethrow();
        }
    }

    private List<ExportPlan> Callable() =>
    [
        .. Exports.Where(export => export.IsCallable && export.Name != ModuleGenerator.ResetExport && !export.Name.StartsWith(DigestFunction.ExportPrefix, StringComparison.Ordinal)),
    ];

    private void ObserveDigests()
    {
        foreach (var export in Exports.Where(export => export.IsCallable && export.Parameters.Count == 0 && export.Name.StartsWith(DigestFunction.ExportPrefix, StringComparison.Ordinal)))
        {
            Execution.Observe($"{export.Name}() {Call(export, []).Text}");
        }
    }

    private string? PickMemory(Dice dice)
    {
        var memories = Exports.Where(export => export.Kind == ExternalKind.Memory).ToList();
        return memories.Count == 0 ? null : dice.Pick(memories).Name;
    }

    private void ObserveState()
    {
        foreach (var export in Exports)
        {
            switch (export.Kind)
            {
                case ExternalKind.Memory:
                    Execution.Observe($"memory {export.Name} {MemoryLength(export.Name)} {MemoryDigest(export.Name).ToString("x16", CultureInfo.InvariantCulture)}");
                    break;
                case ExternalKind.Table:
                    Execution.Observe($"table {export.Name} {TableLength(export.Name)}");
                    break;
                case ExternalKind.Global when GlobalValue(export.Name) is { } value:
                    Execution.Observe($"global {export.Name} {value}");
                    break;
            }
        }
    }
}
