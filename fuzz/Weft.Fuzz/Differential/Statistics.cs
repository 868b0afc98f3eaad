// What a run did, for its last lines.
using System.Globalization;
using System.Text;
using Weft.Wasm.Instructions;

namespace Weft.Fuzz.Differential;

/// <summary>Counts of a run; safe for several threads.</summary>
internal sealed class Statistics
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _profiles = new(StringComparer.Ordinal);
    private readonly long[] _opcodes = new long[InstructionTable.Count];
    private long _modules;
    private long _functions;
    private long _bytes;
    private long _executed;
    private long _exhausted;
    private long _compared;
    private TraceCounts _traces;

    /// <summary>Modules so far.</summary>
    public long Modules => Interlocked.Read(ref _modules);

    /// <summary>Counts a module.</summary>
    public void Add(string profile, byte[] module, int functions, long[]? opcodes, ComparisonResult result)
    {
        lock (_lock)
        {
            _modules++;
            _functions += functions;
            _bytes += module.Length;
            _profiles[profile] = _profiles.GetValueOrDefault(profile) + 1;
            for (var i = 0; opcodes is not null && i < opcodes.Length; i++)
            {
                _opcodes[i] += opcodes[i];
            }

            _traces += result.Traces;
            _compared += result.Executions.Count > 1 ? 1 : 0;
            _exhausted += result.Executions.Any(execution => execution.Ending == Ending.ResourceExhausted) ? 1 : 0;
            _executed += result.Executions.Count > 0 ? result.Executions.Max(execution => execution.Instructions) : 0;
            if (result.Executions is [var first, ..])
            {
                foreach (var (outcome, count) in first.Outcomes)
                {
                    _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + count;
                }
            }
        }
    }

    /// <summary>The last lines.</summary>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="couldAppear">The instructions that the profiles allow.</param>
    public string Summarize(TimeSpan elapsed, Func<Opcode, bool> couldAppear)
    {
        lock (_lock)
        {
            var text = new StringBuilder();
            var culture = CultureInfo.InvariantCulture;
            text.AppendLine(culture, $"{_modules} modules ({_compared} compared, {_exhausted} cut short by a limit), {_functions} functions, {_opcodes.Sum()} instructions generated, {_bytes >> 10} KiB, {_executed} instructions executed, in {elapsed.TotalSeconds:0} s");
            text.AppendLine(culture, $"profiles: {string.Join(", ", _profiles.Select(pair => $"{pair.Key} {pair.Value}"))}");
            text.AppendLine(culture, $"calls: {string.Join(", ", _outcomes.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}"))}");
            text.AppendLine(culture, $"traces: {_traces.Same} as the interpreter's, {_traces.Other} that name another place in a function");
            var possible = Enumerable.Range(0, InstructionTable.Count).Where(i => couldAppear((Opcode)i)).ToList();
            var missing = possible.Where(i => _opcodes[i] == 0).Select(i => InstructionTable.GetMnemonic((Opcode)i)).ToList();
            if (_opcodes.Sum() > 0)
            {
                text.Append(culture, $"instructions: {possible.Count - missing.Count} of {possible.Count} appeared");
                text.AppendLine(missing.Count == 0 ? "" : $"; never: {string.Join(' ', missing.Take(60))}{(missing.Count > 60 ? " ..." : "")}");
            }

            return text.ToString();
        }
    }
}
