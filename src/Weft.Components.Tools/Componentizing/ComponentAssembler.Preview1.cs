// Modules that import WASI preview 1 and come without an adapter: the component imports its functions as a core module, and is a command if the
// module is one.
using Weft.Components.Tools.Building;
using Weft.Wasm;
using Weft.Wasm.Text;

namespace Weft.Components.Tools.Componentizing;

internal sealed partial class ComponentAssembler
{
    private const string Start = "_start";
    private const string CommandInterface = "wasi:cli/run";

    // A program that returns from _start has succeeded; one that has not calls proc_exit.
    private static readonly ModuleDefinition s_runner = WatParser.Parse("""
        (module
          (import "main" "_start" (func $start))
          (func (export "run") (result i32) call $start i32.const 0))
        """);

    private int? _preview1;

    private void ImportPreview1()
    {
        if (_plan.Modules.Any(module => module.Imports.Any(pair => pair.Use is Preview1Use)))
        {
            var module = Preview1Import.Add(_items);

            // One for all modules of the component: they are one program, with one table of descriptors.
            _preview1 = _items.Add(new CoreInstantiation(module, []), Preview1Interface.ModuleName);
        }
    }

    private void ExportPreview1Command()
    {
        if (_preview1 is null || _plan.World.Exports.Any(item => item.Name.StartsWith(CommandInterface, StringComparison.Ordinal))
            || new ModuleFacts(_plan.Main.Module).FunctionTypeOf(Start) != FunctionType.Empty)
        {
            return;
        }

        var runner = _items.Add(new CoreModuleItem(s_runner), "runner");
        var instance = _items.Add(new CoreInstantiation(runner, [new CoreArgument("main", _instances[_plan.Main])]), "runner");
        var result = _items.AddType(new ResultDefinition(null, null));
        var type = _items.AddType(new FunctionDefinition(false, [], new ValueTypeReference(null, result)));
        var run = _items.Add(new CanonicalItem(new CanonicalLift(AliasCore(instance, "run", Sort.CoreFunction), [], type)), "run");
        var exported = _items.Add(new ExportBundle([new InlineExport(new ExternName("run"), Sort.Function, run)]));
        _items.Add(new ExportItem(new ExternName(CommandInterface + "@0.2.0"), Sort.Instance, exported, null));
    }
}
