// Loads of which RyuJIT would read only a part. It narrows a load whose value is narrowed, and touches no more than four bytes of one
// whose value nobody wants; but behind the last byte of a memory the whole access must trap. Where that can be, the bounds are compared.
namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private readonly ValueUses _uses;
    private bool _hasUses;

    // Analyses the function, if it has loads that could be narrowed.
    private void AnalyseLoads(int functionIndex)
    {
        _hasUses = _settings.GuardPages && _scan.Loads;
        if (_hasUses)
        {
            _uses.Run(functionIndex);
        }
    }

    // Whether the load that is being emitted is one.
    private bool MayBeNarrowed => _hasUses && _uses.MayBePartial(_offset);
}
