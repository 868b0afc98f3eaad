// Samples of running code for a profiler: which functions are active, without ending them. The interpreter arrives here as it does when
// it is interrupted, at a jump backwards, and goes on.
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Weft.Compiler;
using Weft.Runtime;

namespace Weft.Interpreter;

internal sealed unsafe partial class Machine
{
    private volatile bool _isSampleDue;

    /// <summary>Whether running code is to say where it is.</summary>
    public bool IsSampleDue => _isSampleDue;

    /// <summary>Lets running code say where it is at its next poll. Under the store's lock.</summary>
    public void RequestSample()
    {
        _isSampleDue = true;
        StopOffset = BytecodeInfo.Count;
    }

    /// <summary>Takes <see cref="RequestSample"/> back. Under the store's lock.</summary>
    public void ForgetSample()
    {
        _isSampleDue = false;
        StopOffset = _isStopped ? BytecodeInfo.Count : 0;
    }

    /// <summary>The interpreter has come to a place where it looks whether to stop, and was told to.</summary>
    /// <returns>Whether it is to go on: that it was about a sample alone, which has been taken.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TakeSample(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        SetPlace(new Place(ip, fp, ctx));
        _store.TakeSample();
        return !_isStopped;
    }

    /// <summary>Lists the functions that are active, innermost first.</summary>
    /// <param name="frames">Where to add them.</param>
    /// <param name="skipped">How many compiled functions to leave out at the inner end.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Frames of emitted code and of this class are never trimmed; of others only the absence matters.")]
    public void ListFrames(List<(Module Module, int FunctionIndex)> frames, int skipped)
    {
        var run = _runCount - 1;
        if (_store.Engine.Tier == ExecutionTier.Interpreter)
        {
            for (; run >= 0; run--)
            {
                ListRun(frames, run);
            }

            return;
        }

        // Compiled frames are on the stack of the thread, where each run of the interpreter is one frame.
        var trace = new StackTrace(fNeedFileInfo: false);
        for (var i = 0; i < trace.FrameCount; i++)
        {
            if (trace.GetFrame(i)?.GetMethod() is not { } method)
            {
                continue;
            }

            if (method.DeclaringType == typeof(Machine) && method.Name == nameof(Invoke))
            {
                if (run >= 0)
                {
                    ListRun(frames, run--);
                }
            }
            else if (CompiledCode.Find(method) is { } module && !LargeFrame.IsProbe(method) && skipped-- <= 0)
            {
                frames.Add((module.Owner, MethodName.Parse(method.Name).FunctionIndex));
            }
        }
    }

    // The frames of one call of Invoke.
    private void ListRun(List<(Module Module, int FunctionIndex)> frames, int index)
    {
        ref var run = ref _runs[index];
        var isReturnAddress = run.IsInHost;
        var place = isReturnAddress ? run.Host : new Place(_context->Ip, _context->Fp, _context->Instance);
        var crossings = index + 1 < _runCount ? _runs[index + 1].Crossings : _crossingCount;
        while (place.Ip != null && place.Ip != ExitCode)
        {
            if (place.Ip == CrossReturnCode)
            {
                place = _crossings[--crossings];
            }

            if (CodeMap.Find(isReturnAddress ? place.Ip - 1 : place.Ip) is not { } code)
            {
                return;
            }

            frames.Add((InstanceOf(place.Instance).Module, code.FunctionIndex));
            place = CallerOf(code, place);
            isReturnAddress = true;
        }
    }
}
