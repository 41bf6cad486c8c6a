import"./finder.js";var a,{Index:e,load:s}=globalThis.papernotes;onmessage=async({data:[n,o]})=>{n?postMessage([n,(await a).search(o)]):a=s(o).then(a=>new e(a))};
