(function(){var b=document.getElementById("near"),n=document.getElementById("nowhere");
if(!b||!navigator.geolocation)return;b.hidden=false;
b.onclick=function(){b.disabled=true;b.setAttribute("aria-busy","true");
navigator.geolocation.getCurrentPosition(function(p){
location.href=b.value+p.coords.latitude.toFixed(2)+","+p.coords.longitude.toFixed(2)},
function(){b.hidden=true;n.hidden=false},{timeout:10000,maximumAge:300000})}})();
