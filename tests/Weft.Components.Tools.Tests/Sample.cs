// Worlds and modules that the tests share.
using Weft.Components.Binary;
using Weft.Components.Tools.Componentizing;
using Weft.Components.Tools.Embedding;
using Weft.Components.Validation;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wit;

namespace Weft.Components.Tools.Tests;

internal static class Sample
{
    public const string Shop = """
        package my:shop@0.1.0;
        interface types {
          resource item { constructor(name: string); name: func() -> string; parse: static func(text: list<u8>) -> result<item, string>; }
          record point { x: u32, y: u32 }
          flags rights { read, write }
        }
        interface store {
          use types.{item, point as place};
          variant found { nothing, one(item), many(list<item>) }
          put: func(what: borrow<item>, at: place) -> result<u32, string>;
          find: func(names: list<string>) -> found;
        }
        interface log { say: func(text: string); level: func() -> u8; }
        world app { import store; import log; import now: func() -> u64; export run: func() -> string; }
        world provider { import log; export types; export store; }
        """;

    public static WitWorld World(string text, string? name = null) => WitResolver.Resolve(text).SelectWorld(name);

    public static ModuleDefinition Embedded(string module, string text, string? world = null, StringEncoding encoding = StringEncoding.Utf8) =>
        ComponentTypeSection.Embed(WatParser.Parse(module), World(text, world), encoding);

    /// <summary>A component, written, read again and validated.</summary>
    public static ValidatedComponent Make(ModuleDefinition module, params AdapterModule[] adapters) =>
        Valid(Componentizer.Componentize(module, new ComponentizeOptions { Adapters = [.. adapters] }));

    public static ValidatedComponent Valid(ComponentDefinition component) => ComponentValidator.Validate(
        ComponentReader.Read(ComponentWriter.Write(component)), new TypeRegistry(), new ComponentValidationOptions { Features = ComponentFeatures.All });

    public static ModuleDefinition Dummy(string text, string? world, CoreNaming naming) => ComponentTypeSection.Embed(DummyModule.Make(World(text, world), naming), World(text, world));

    public static IEnumerable<string> Imports(ValidatedComponent component) => component.Type.Imports.Select(import => import.Name.Name);

    public static IEnumerable<string> Exports(ValidatedComponent component) => component.Type.Exports.Select(export => export.Name.Name);

    public static List<ModuleDefinition> Modules(ValidatedComponent component) => [.. component.Definition.Items.OfType<CoreModuleItem>().Select(item => item.Module)];
}
